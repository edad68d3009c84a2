import type { PoolingSpec, TokenSpec } from '../spec/spec.ts';

/** What pieces and states are pooled by. */
export type PieceSpec = Exclude<PoolingSpec, TokenSpec>;

/** How the tokens of a pooling may come in pieces. */
export type Streaming = NotStreamed | StreamedByPosition | StreamedByPooling;

export interface NotStreamed {
  readonly by: 'nothing';
  /** Why not, and what to do instead. */
  readonly instead: string;
}

/** One token stands for all: a state holds it, with its position. */
export interface StreamedByPosition {
  readonly by: 'position';
  readonly index: TokenSpec['index'];
}

/** A state is a pooled value and its weight; states are pooled as if each were a token. */
export interface StreamedByPooling {
  readonly by: 'pooling';
  /** What pools pieces, and states: the spec without what happens once, at the end. */
  readonly piece: PieceSpec;
  /** Added to every token less the smallest of the whole, which must be known before the first comes: see `shift`. */
  readonly shiftedBy?: number;
  /** The pooled value of all is times the square root of their weight. */
  readonly timesRootOfWeight?: true;
}

/** A pooling whose pieces are pooled like the whole. */
export function streamedAlike({ after: _, ...piece }: PieceSpec): StreamedByPooling {
  return { by: 'pooling', piece };
}
