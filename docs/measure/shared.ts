import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Real images and models, beside the repository; measurements and recipes' tests use them where they are. */
export const shared: string = join(import.meta.dirname, '../../../shared');

/** The path of a file in `../shared`; throws where it is missing. */
export function sharedFile(path: string): string {
  const file = join(shared, path);
  if (!existsSync(file))
    throw new Error(`measure: ${path} is not in ../shared, so there is nothing to measure.`);
  return file;
}
