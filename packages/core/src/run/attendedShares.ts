import { definitionOf } from '../facts/poolings.ts';
import { skipPrefix } from '../input/skipPrefix.ts';
import { keepTokens } from '../input/tokens.ts';
import { lift } from '../ops/lift.ts';
import type { GroupLayout, Operand, TensorOps } from '../ops/ops.ts';
import { shareTokens } from '../pooling/attend/attendTokens.ts';
import { requiredParameter } from '../pooling/requiredParameter.ts';
import { attendOf } from '../spec/attended.ts';
import { prefixOf } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import type { PoolGradient, PoolInputs } from './pool.ts';

/** Tokens that attend, ready for kernels that pool by one weight a group of channels. */
export interface SharedTokens<T> {
  /** What is pooled, `[batch, tokens after the prefix, channels]`; 0 where dropped. */
  readonly values: T;
  /** How much each token weighs, `[batch, tokens after the prefix, groups]`; 0 where dropped. They sum to 1 over tokens. */
  readonly shares: T;
  /** Which channels of the values share a weight. */
  readonly layout: GroupLayout;
  /**
   * Gradients by the tokens that came and by the parameters of `attend`, from those of a pooling by these values and by the
   * logarithms of these weights, `[batch, tokens after the prefix, groups]`: sums over the channels of a group.
   */
  readonly gradient: (byValues: T, byShares: T) => PoolGradient<T>;
}

/**
 * The step before a pooling whose tokens attend, for adapters that have kernels for the pooling itself. Inputs are those of
 * `pool`; the spec must have `attend`.
 */
export function attendedShares<T>(
  ops: TensorOps<T>,
  spec: PoolingSpec,
  inputs: PoolInputs<T>,
): SharedTokens<T> {
  type V = Operand<T>;
  const lifted = lift(ops);
  const { channels, parameters = {} } = inputs;
  const tokens = keepTokens<T>(lifted, skipPrefix(lifted, inputs, spec));
  const { interleaved } = definitionOf(spec).groups(spec);
  const parameter = (name: string): T => requiredParameter({ spec, parameters }, `attend.${name}`);
  const attend = attendOf(spec)!;
  const shared = shareTokens<T>(lifted, { attend, tokens, channels, interleaved, parameter });
  const kept = (values: V): T =>
    (tokens.keep === undefined ? values : lifted.select(tokens.keep, values, 0)) as T;
  const prefix = prefixOf(spec);
  return {
    values: shared.values as T,
    shares: kept(shared.shares),
    layout: shared.layout,
    gradient: (byValues, byShares) => {
      const { x, parameters: own = {} } = shared.gradient(byValues, byShares);
      const named = Object.entries(own).map(([name, value]) => [`attend.${name}`, value as T] as const);
      const dx = kept(x);
      return { tokens: prefix === 0 ? dx : ops.pad(dx, prefix), parameters: Object.fromEntries(named) };
    },
  };
}
