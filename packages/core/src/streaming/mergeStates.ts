import { GgemError, show } from '../errors.ts';
import { arrayOps } from '../reference/arrayOps.ts';
import { pool } from '../run/pool.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { streamingOf } from './checkStreams.ts';
import { latestToken } from './latestToken.ts';
import { mergeAttended } from './mergeAttended.ts';
import { pieceSpec } from './pieceSpec.ts';
import { emptyState, type PoolingState } from './poolingState.ts';

/**
 * One state for all tokens of the given ones, in any order: associative and commutative to rounding.
 *
 * A mean of means, each weighing as much as its tokens, is the mean of all tokens; so it is for power means with any one
 * `p`, log-sum-exps, max and min. Hence states are pooled as if each were one token.
 *
 * Throws a `GgemError` with code `state` where no state comes, or where two do not belong to one whole.
 */
export function mergeStates(states: readonly PoolingState[]): PoolingState {
  const [first, ...rest] = states;
  if (first === undefined) {
    throw new GgemError(
      'state',
      'mergeStates: at least one state must come. Start from emptyState(spec, shape).',
    );
  }
  for (const other of rest) checkFits(first, other);
  const { spec } = first;
  if (first.position !== undefined) return latestToken(states);
  const kept = states.filter(({ heaviest }) => heaviest.some((weight) => weight > 0));
  if (kept.length <= 1) return kept[0] ?? first;
  const streaming = streamingOf(spec);
  if (streaming.by === 'pooling' && streaming.attends !== undefined) {
    return mergeAttended(kept, streaming.attends);
  }
  const { batch, channels } = first;
  const weight = mergedWeights(kept, batch);
  const merged = pool(arrayOps, pieceSpec(spec), {
    tokens: asTokens(kept, batch, channels),
    channels,
    tokenWeights: { shape: [batch, kept.length, 1], data: weight.ofStates },
  });
  return {
    ...emptyState(spec, first),
    value: merged.data,
    heaviest: weight.heaviest,
    total: weight.total,
  };
}

interface MergedWeights extends Pick<PoolingState, 'heaviest' | 'total'> {
  /** `[batch, states]`: the weight of each state, in units of the heaviest token of all states. */
  readonly ofStates: Float64Array;
}

/** The weights of several states in one unit. */
function mergedWeights(states: readonly PoolingState[], batch: number): MergedWeights {
  const ofStates = new Float64Array(batch * states.length);
  const heaviest = new Float64Array(batch);
  const total = new Float64Array(batch);
  for (let b = 0; b < batch; b++) {
    const largest = Math.max(...states.map((state) => state.heaviest[b]!));
    heaviest[b] = largest;
    states.forEach((state, i) => {
      if (state.heaviest[b] === 0) return;
      // Never 0, however light: max and min look at every kept token.
      const weight = Math.max(state.total[b]! * (state.heaviest[b]! / largest), Number.MIN_VALUE);
      ofStates[b * states.length + i] = weight;
      total[b]! += weight;
    });
  }
  return { ofStates, heaviest, total };
}

function asTokens(states: readonly PoolingState[], batch: number, channels: number) {
  const data = new Float64Array(batch * states.length * channels);
  for (let b = 0; b < batch; b++) {
    states.forEach(({ value }, i) => {
      data.set(value.subarray(b * channels, (b + 1) * channels), (b * states.length + i) * channels);
    });
  }
  return { shape: [batch, states.length, channels] as const, data };
}

/** Throws a `GgemError` with code `state` where two states do not belong to one whole. */
function checkFits(a: PoolingState, b: PoolingState): void {
  const fail = (what: string, one: unknown, other: unknown): never => {
    throw new GgemError(
      'state',
      `${a.spec.type}: states must agree in ${what} to merge, but ${show(one)} and ${show(other)} came. Pool all pieces alike.`,
    );
  };
  for (const key of new Set([...Object.keys(a.spec), ...Object.keys(b.spec)])) {
    const [one, other] = [a.spec, b.spec].map((spec) => spec[key as keyof PoolingSpec] as unknown);
    if (JSON.stringify(one) !== JSON.stringify(other)) fail(key, one, other);
  }
  if (a.batch !== b.batch) fail('batch', a.batch, b.batch);
  if (a.channels !== b.channels) fail('channels', a.channels, b.channels);
  a.lowest?.forEach((value, i) => {
    if (!Object.is(value, b.lowest?.[i])) fail('lowest', value, b.lowest?.[i]);
  });
}
