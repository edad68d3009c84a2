import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const shared = fileURLToPath(new URL('../../../../shared', import.meta.url));

/** A file beside the repository that belongs to no project, or `undefined` where it is missing, with a printed reason. */
export function sharedFile(path: string): Uint8Array | undefined {
  const file = `${shared}/${path}`;
  if (existsSync(file)) return readFileSync(file);
  console.info(`${file} is missing: what is tested with it is skipped.`);
  return undefined;
}
