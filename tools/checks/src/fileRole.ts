/**
 * What a file is for: `source` reaches the users of a package, `config` sets up its tools, and all the rest serves its
 * tests (test, bench, examples, training).
 */
export type FileRole = 'source' | 'test' | 'config';

/** The role of a file, from its path inside its package. */
export function fileRole(path: string): FileRole {
  if (path.startsWith('src/')) return /\.test\.[cm]?[jt]sx?$/.test(path) ? 'test' : 'source';
  return path.includes('/') ? 'test' : 'config';
}
