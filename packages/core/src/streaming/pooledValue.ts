import type { Streaming } from '../pooling/streamRule.ts';
import { arrayOps } from '../reference/arrayOps.ts';
import { pool } from '../run/pool.ts';
import { channelsPooled } from '../spec/attended.ts';
import { streamingOf } from './checkStreams.ts';
import type { PoolingState } from './poolingState.ts';

/** The pooled value of all tokens so far, `[batch, channels]`; zeros for an image in which nothing was kept. */
export function pooledValue(state: PoolingState): Float64Array {
  const { spec, batch } = state;
  const channels = channelsPooled(spec, state.channels);
  const streaming = streamingOf(spec);
  const value = state.value.map((y, i) => finished(state, streaming, y, i, Math.floor(i / channels)));
  if (spec.after === undefined || spec.after.length === 0) return value;
  // The mean of one token is that token: a run of it applies the steps of `after` and nothing else.
  const one = { type: 'mean', prefixTokens: 0, after: spec.after } as const;
  return pool(arrayOps, one, { tokens: { shape: [batch, 1, channels], data: value }, channels }).data;
}

function finished(
  { heaviest, total, lowest }: PoolingState,
  streaming: Streaming,
  y: number,
  i: number,
  image: number,
): number {
  if (heaviest[image] === 0) return 0;
  if (streaming.by !== 'pooling') return y;
  const { shiftedBy, timesRootOfWeight } = streaming;
  if (timesRootOfWeight) return y * Math.sqrt(heaviest[image]!) * Math.sqrt(total[image]!);
  return shiftedBy === undefined ? y : y + (lowest![i]! - shiftedBy);
}
