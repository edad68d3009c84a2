/**
 * The purpose of a file: `source` reaches the users of a package, `config` configures its tools, and all other files are for
 * `test` (tests, bench, examples, training).
 */
export type FileRole = 'source' | 'test' | 'config';

/** The role of a file, from its path inside its package. */
export function fileRole(path: string): FileRole {
  if (path.startsWith('src/')) return /\.test\.[cm]?[jt]sx?$/.test(path) ? 'test' : 'source';
  return path.includes('/') ? 'test' : 'config';
}
