import { type Dual, dualOps } from '../ops/dualOps.ts';
import type { LiveParameter } from '../ops/liveParameter.ts';
import type { TensorOps } from '../ops/ops.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { type PoolGradient, type PoolInputs, poolGradient } from './pool.ts';

/** A direction in which tokens and live parameters move; what is left out stays. */
export interface PoolDirection<T> {
  /** `[batch, tokens, channels]`. */
  readonly tokens?: T | undefined;
  /** By name, shaped like the live parameters. */
  readonly parameters?: Readonly<Record<string, T | undefined>> | undefined;
}

/**
 * Second derivatives: `H v` with `H` the Hessian of `Σ dy · pool(tokens)` in tokens and live parameters, without forming
 * it. For a power mean `∂²y/∂x_i∂x_j = (p - 1) y / (x_i x_j) (w_i δ_ij - w_i w_j)`.
 *
 * The gradient itself is run on dual numbers, so that no formula is written twice; it holds near `p = 0`, and at kinks
 * (ties, tokens at eps) it is the derivative of the gradient as defined there.
 *
 * In: as `poolGradient`, and the direction `v`. Out: as `poolGradient`.
 */
export function hessianVectorProduct<T>(
  ops: TensorOps<T>,
  spec: PoolingSpec,
  inputs: PoolInputs<T>,
  dy: T,
  direction: PoolDirection<T>,
): PoolGradient<T> {
  const still = (value: T): Dual<T> => ({ value, tangent: 0 });
  const moving = (value: T, tangent: T | undefined): Dual<T> => ({ value, tangent: tangent ?? 0 });
  const parameters = mapValues(inputs.parameters ?? {}, (live: LiveParameter<T>, name) => ({
    ...live,
    tensor: moving(live.tensor, direction.parameters?.[name]),
  }));
  const dual = dualOps(ops);
  const gradient = poolGradient(
    dual,
    spec,
    {
      tokens: moving(inputs.tokens, direction.tokens),
      channels: inputs.channels,
      grid: inputs.grid,
      mask: inputs.mask && still(inputs.mask),
      tokenWeights: inputs.tokenWeights && still(inputs.tokenWeights),
      parameters,
    },
    still(dy),
  );
  const change = ({ value, tangent }: Dual<T>): T => ops.expand(tangent, value);
  return { tokens: change(gradient.tokens), parameters: mapValues(gradient.parameters, change) };
}

function mapValues<A, B>(
  record: Readonly<Record<string, A | undefined>>,
  map: (value: A, name: string) => B,
): Record<string, B> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, map(value, name)]],
    ),
  );
}
