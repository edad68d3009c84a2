import type { PoolingSpec } from '../spec/spec.ts';
import { streamingOf } from './checkStreams.ts';

/**
 * The spec by which pieces are pooled, and states as if they were tokens: without the steps that happen once, to the whole,
 * and with a prefix of its own. A spec that chooses a token by its position stays as it is, since nothing is pooled.
 */
export function pieceSpec(spec: PoolingSpec, prefixTokens: number = 0): PoolingSpec {
  const streaming = streamingOf(spec);
  return streaming.by === 'pooling' ? { ...streaming.piece, prefixTokens } : spec;
}
