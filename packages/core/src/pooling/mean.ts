import { weightedMean } from '../input/tokens.ts';
import type { MeanSpec } from '../spec/spec.ts';
import type { PoolingDefinition } from './definition.ts';

/**
 * Average pooling (SPoC): `y = Σ q x`.
 *
 * `∂y/∂x_i = q_i = w_i`.
 */
export const mean: PoolingDefinition<MeanSpec> = {
  forward: (ops, { tokens }) => weightedMean(ops, tokens, tokens.x),
  weights: (_, { tokens }) => tokens.q,
  gradient: (ops, { tokens }, dy) => ({ x: ops.mul(tokens.q, dy) }),
};
