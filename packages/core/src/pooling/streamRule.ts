import type { PoolingSpec, TokenSpec } from '../spec/spec.ts';

/** A spec by which pieces and states are pooled. */
export type PieceSpec = Exclude<PoolingSpec, TokenSpec>;

/** How the tokens of a pooling may come in pieces. */
export type Streaming = NotStreamed | StreamedByPosition | StreamedByPooling;

export interface NotStreamed {
  readonly by: 'nothing';
  /** Why the tokens cannot come in pieces, and what to do instead. */
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
  /** For `shift`: every token becomes `x - lowest + shiftedBy`; the smallest of the whole must be known before the first. */
  readonly shiftedBy?: number;
  /** The pooled value of the whole is multiplied by the square root of its weight. */
  readonly timesRootOfWeight?: true;
}

/** A pooling whose pieces are pooled like the whole. */
export function streamedAlike({ after: _, ...piece }: PieceSpec): StreamedByPooling {
  return { by: 'pooling', piece };
}
