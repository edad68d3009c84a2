/** Where a package stands in the diagram of `docs/architecture.md`. */
export type Layer =
  | 'core'
  | 'conformance'
  | 'compiler'
  | 'adapter'
  | 'images'
  | 'study'
  | 'app'
  | 'page'
  | 'tool'
  | 'docs';

/** The layer of a folder, so that the rules hold for a new package at once. */
export function layerOf(folder: string): Layer {
  if (folder === 'packages/core') return 'core';
  if (folder === 'packages/conformance') return 'conformance';
  if (folder === 'packages/kernels') return 'compiler';
  if (folder === 'packages/embed') return 'images';
  if (['packages/analysis', 'packages/train'].includes(folder)) return 'study';
  if (folder.startsWith('packages/')) return 'adapter';
  if (folder.startsWith('apps/')) return 'app';
  if (folder === 'tools/page') return 'page';
  if (folder.startsWith('tools/')) return 'tool';
  if (folder === 'docs') return 'docs';
  throw new Error(`checks: ${folder} has no layer. Packages live in packages/, apps/, tools/ and docs.`);
}
