import type { Expression } from './expression.ts';

/** How a ragged batch is laid out, as far as kernels depend on it: what may be longer than needed is. */
export interface RaggedShape {
  readonly images: number;
  /** Tokens of the longest image. */
  readonly longest: number;
  /** Tokens of all. */
  readonly total: number;
}

/** Where the images of a ragged batch lie, as kernels read it. */
export interface TokenIndex extends RaggedShape {
  /** `[1, 1, images + 1 + 2 total]`: where images begin, then for each token its image, then its place in it. */
  readonly array: Expression;
}

/** The argument of kernels that says where the images lie. */
export const tokenIndexName = 'tokenIndex';
