import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface RootManifest {
  /** The address of the repository, without which nothing is published. */
  readonly repository?: string;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export const rootManifest: RootManifest = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
) as RootManifest;
