import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of a file in `../shared`, photographs and models that belong to no project; `undefined` where it is missing. */
export function sharedFile(path: string): string | undefined {
  const file = fileURLToPath(new URL(`../../../../shared/${path}`, import.meta.url));
  return existsSync(file) ? file : undefined;
}
