import { basename, dirname, join } from 'node:path';

/** Where a file is written before it gets its name: beside its place, so that a rename is enough. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
}
