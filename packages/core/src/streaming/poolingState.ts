import { GgemError } from '../errors.ts';
import { channelsPooled } from '../spec/attended.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { checkStreams } from './checkStreams.ts';
import type { StreamShape } from './streamShape.ts';

/**
 * All that has to be known of the tokens so far to go on: the pooled value and its weight.
 *
 * The weight of an image is `heaviest · total`: two numbers, because a sum of huge weights would overflow, and a sum of tiny
 * ones would lose digits. A state has only typed arrays and plain values: `postMessage` sends it as it is, `saveState`
 * makes JSON of it.
 */
export interface PoolingState {
  readonly spec: PoolingSpec;
  readonly batch: number;
  readonly channels: number;
  /** `[batch, pooled channels]`: the pooled value before the last steps (undoing `shift`, `after`); 0 where nothing was kept. */
  readonly value: Float64Array;
  /** `[batch]`: the largest weight of a token so far; 0 where nothing was kept. */
  readonly heaviest: Float64Array;
  /** `[batch]`: `Σ a / heaviest`, the weight of all tokens in units of the largest; `[batch, groups]` where tokens attend: `Σ a e^(s - best) / heaviest`. */
  readonly total: Float64Array;
  /** `[batch, groups]`: the largest score of a token so far, -∞ where nothing was kept. Only where tokens attend. */
  readonly best?: Float64Array;
  /** `[batch]`: position of the chosen token in the whole, -1 before it came. Only for a pooling that chooses a token. */
  readonly position?: Float64Array;
  /** `[batch, channels]`: the smallest token of the whole. For `shift` only. */
  readonly lowest?: Float64Array;
}

/** The state before any token: merged with another it changes nothing. Throws where a spec cannot be streamed. */
export function emptyState(spec: PoolingSpec, shape: StreamShape): PoolingState {
  const { batch, channels } = shape;
  for (const [name, value] of Object.entries({ batch, channels })) {
    const least = name === 'batch' ? 0 : 1;
    if (Number.isInteger(value) && value >= least) continue;
    throw new GgemError(
      'shape',
      `${spec.type}: ${name} must be a whole number from ${least}, but ${value} came. Give the shape of what is pooled.`,
    );
  }
  const streaming = checkStreams(spec, shape);
  const scores = streaming.by === 'pooling' ? batch * (streaming.attends?.attend.groups ?? 0) : 0;
  try {
    return {
      spec,
      batch,
      channels,
      value: new Float64Array(batch * channelsPooled(spec, channels)),
      heaviest: new Float64Array(batch),
      total: new Float64Array(scores || batch),
      ...(scores > 0 && { best: new Float64Array(scores).fill(Number.NEGATIVE_INFINITY) }),
      ...(streaming.by === 'position' && { position: new Float64Array(batch).fill(-1) }),
      ...(shape.lowest && { lowest: Float64Array.from(shape.lowest) }),
    };
  } catch (cause) {
    // Only the JavaScript engine knows how much memory there is.
    throw new GgemError(
      'shape',
      `${spec.type}: batch and channels must give a state that memory can hold, but ${batch} and ${channels} came. Give the shape of what is pooled.`,
      { cause },
    );
  }
}
