import type { AttendedSpec, AttendSpec, PoolingSpec, TokenSpec } from '../spec/spec.ts';

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
  /** Where tokens attend: by which score, and how states are pooled, whose weights are sums of softmaxes. */
  readonly attends?: StreamedAttend;
}

export interface StreamedAttend {
  readonly attend: AttendSpec;
  /** What the names of its parameters begin with. */
  readonly under: string;
  /** The spec without scores. */
  readonly merged: PieceSpec;
}

/** A pooling whose pieces are pooled like the whole. */
export function streamedAlike({ after: _, ...piece }: PieceSpec): StreamedByPooling {
  return { by: 'pooling', piece };
}

/** The same, where tokens may attend. */
export function streamedAttending(spec: PieceSpec & AttendedSpec): Streaming {
  const { attend, ...merged } = spec;
  const alike = streamedAlike(spec);
  if (attend === undefined) return alike;
  return withScores(alike, { attend, under: 'attend.', merged: streamedAlike(merged).piece });
}

/** The same, where the scores of tokens allow it. */
export function withScores(alike: StreamedByPooling, attends: StreamedAttend): Streaming {
  if (attends.attend.score !== 'mean') return { ...alike, attends };
  return {
    by: 'nothing',
    instead:
      'score "mean" asks with the mean of the whole, which no piece knows. Pool it at once, or take score "query".',
  };
}
