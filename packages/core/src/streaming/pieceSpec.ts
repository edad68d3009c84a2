import type { PoolingSpec } from '../spec/spec.ts';
import { streamingOf } from './checkStreams.ts';

/**
 * The spec with which pieces, and states as if they were tokens, are pooled, skipping so many tokens of theirs: what
 * happens to the whole once, at its end, is left out. One that chooses a token by its position is not pooled.
 */
export function pieceSpec(spec: PoolingSpec, prefixTokens: number = 0): PoolingSpec {
  const streaming = streamingOf(spec);
  return streaming.by === 'pooling' ? { ...streaming.piece, prefixTokens } : spec;
}
