import type { Expression } from './expression.ts';

/** The sizes of a ragged batch that kernels depend on. `longest` and `total` may be larger than those of the batch. */
export interface RaggedShape {
  readonly images: number;
  /** Number of tokens of the longest image. */
  readonly longest: number;
  /** Number of tokens of all images. */
  readonly total: number;
}

/** Where the images of a ragged batch lie, as an array that kernels read. */
export interface TokenIndex extends RaggedShape {
  /** `[1, 1, images + 1 + 2 total]`: where images begin, then for each token its image, then its place in it. */
  readonly array: Expression;
}

/** The argument of kernels that says where the images lie. */
export const tokenIndexName = 'tokenIndex';
