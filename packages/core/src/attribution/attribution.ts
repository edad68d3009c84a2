import { weightChannels } from '../channels.ts';
import { lift } from '../lift.ts';
import type { GroupLayout, TensorOps } from '../ops.ts';
import { type PoolInputs, poolingWeights } from '../pool.ts';
import type { PoolingSpec } from '../spec.ts';

/** Where a pooling looks: weights over tokens that sum to 1, at three levels. */
export interface Attribution<T> {
  /** `[batch, tokens, channels]`: the pooling weights `w`; 0 at prefix and dropped tokens. */
  readonly byChannel: AttributionLevel<T>;
  /** `[batch, tokens, groups]`: the average over each group's channels. */
  readonly byGroup: AttributionLevel<T>;
  /** `[batch, tokens, 1]`: the average over all channels. */
  readonly average: AttributionLevel<T>;
}

export interface AttributionLevel<T> {
  readonly weights: T;
  /** `exp(H(w))`, `H(w) = -Σ w ln w`: how many tokens are in use, 1 for one, n for all alike; one token long. */
  readonly effectiveTokens: T;
}

/**
 * The pooling weights `w` per channel, per group and averaged, with the effective number of tokens `exp(H(w))`.
 *
 * `Σ w = 1` over the kept tokens, and `w` gives the output exactly: `docs/attribution.md` has the identity of each
 * pooling. The groups are those of a `ggem`; another pooling has one, or as many as `layout` says.
 */
export function attribution<T>(
  ops: TensorOps<T>,
  spec: PoolingSpec,
  inputs: PoolInputs<T>,
  layout: GroupLayout = defaultLayout(spec, inputs.channels),
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

/** The groups of a spec over the channels of its weights. */
export function defaultLayout(spec: PoolingSpec, channels: number): GroupLayout {
  const grouped = spec.type === 'ggem';
  return {
    groups: grouped ? spec.groups : 1,
    channels: weightChannels(spec, channels),
    interleaved: grouped && spec.layout === 'interleaved',
  };
}
