import { GgemError } from '../errors.ts';
import { weightChannels } from '../facts/channels.ts';
import { definitionOf } from '../facts/poolings.ts';
import { lift } from '../ops/lift.ts';
import type { GroupLayout, TensorOps } from '../ops/ops.ts';
import { type PoolInputs, poolingWeights } from '../run/pool.ts';
import type { PoolingSpec } from '../spec/spec.ts';

// Types, not interfaces: only types fit the index signatures by which tfjs declares objects that hold tensors.

/** Where a pooling looks: weights over tokens that sum to 1, at three levels. */
export type Attribution<T> = {
  /** `[batch, tokens, channels]`: the pooling weights `w`; 0 at prefix and dropped tokens. */
  readonly byChannel: AttributionLevel<T>;
  /** `[batch, tokens, groups]`: the average over each group's channels. */
  readonly byGroup: AttributionLevel<T>;
  /** `[batch, tokens, 1]`: the average over all channels. */
  readonly average: AttributionLevel<T>;
};

/** Weights `[batch, tokens, n]`, and how many tokens they are spread over. */
export type AttributionLevel<T> = {
  readonly weights: T;
  /**
   * `exp(H(w))` with the entropy `H(w) = -Σ w ln w`: how many tokens are in use, 1 if one has all the weight, n if n
   * weigh the same. One value for each image and channel or group, `[batch, 1, n]`.
   */
  readonly effectiveTokens: T;
};

/**
 * The pooling weights `w` per channel, per group and averaged, with the effective number of tokens `exp(H(w))`.
 *
 * `Σ w = 1` over the kept tokens, and `w` gives the output exactly: `docs/attribution.md` has the identity of each
 * pooling. `layout` says which channels are a group, see `attributionGroups`. Inputs are those of `poolingWeights`.
 */
export function attribution<T>(
  ops: TensorOps<T>,
  spec: PoolingSpec,
  inputs: PoolInputs<T>,
  layout: GroupLayout = attributionGroups(spec, inputs.channels),
): Attribution<T> {
  const w = poolingWeights(ops, spec, inputs);
  const averaged = (over: GroupLayout): T => ops.div(ops.collect(w, over), over.channels / over.groups);
  const level = (weights: T): AttributionLevel<T> => ({
    weights,
    effectiveTokens: effectiveTokens(ops, weights),
  });
  return {
    byChannel: level(w),
    byGroup: level(averaged(layout)),
    average: level(averaged({ ...layout, groups: 1 })),
  };
}

/**
 * `exp(-Σ w ln w)`: how many tokens weights are spread over.
 *
 * In: `w` `[batch, tokens, n]`. Out: `[batch, 1, n]`; 0 where all weights are 0.
 */
export function effectiveTokens<T>(ops: TensorOps<T>, w: T): T {
  const { exp, less, log, mul, select, sum } = lift(ops);
  const present = less(0, w);
  const entropy = sum(mul(select(present, w, 0), log(select(present, w, 1))));
  return select(less(0, sum(w)), exp(mul(entropy, -1)), 0) as T;
}

/**
 * Which channels of the weights are averaged as a group: the groups of a `ggem`, the heads of an `attention`, all channels
 * of any other pooling; or, where `groups` is given, that many runs of neighbouring channels.
 *
 * Throws a `GgemError` with code `shape` where `groups` does not divide the channels of the weights.
 */
export function attributionGroups(spec: PoolingSpec, channels: number, groups?: number): GroupLayout {
  const all = weightChannels(spec, channels);
  const own = definitionOf(spec).groups(spec);
  if (groups === undefined) return { ...own, channels: all };
  if (!(Number.isInteger(groups) && groups > 0 && all % groups === 0)) {
    throw new GgemError(
      'shape',
      `attribution: groups must divide channels, but ${groups} does not divide ${all}. Use a divisor.`,
    );
  }
  return { groups, channels: all, interleaved: own.interleaved };
}

/**
 * How many leading tokens are not on a grid of patches, `tokens - height · width`.
 *
 * Throws a `GgemError` with code `shape` where the grid has more places than there are tokens.
 */
export function tokensBeforeGrid(
  tokens: number,
  [height, width]: readonly [height: number, width: number],
): number {
  const patches = height * width;
  if (!(isSide(height) && isSide(width) && patches <= tokens)) {
    throw new GgemError(
      'shape',
      `attribution: grid must have at most as many places as there are tokens, ${tokens}, but ${height} × ${width} came. Give [height, width] in patches.`,
    );
  }
  return tokens - patches;
}

function isSide(length: number): boolean {
  return Number.isInteger(length) && length > 0;
}
