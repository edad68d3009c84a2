import { outputChannels } from '../channels.ts';
import { checkShapes } from '../checks.ts';
import { hessianVectorProduct } from '../hessianVectorProduct.ts';
import { seamShape } from '../liveParameter.ts';
import { parametersOf } from '../parameters.ts';
import { parseSpec } from '../parseSpec.ts';
import type { PoolingSpec, PoolingSpecInput } from '../spec.ts';
import { arrayOps } from './arrayOps.ts';
import {
  type ArrayGradient,
  type ArrayOptions,
  type ArrayTokens,
  arrayInputs,
  flat,
  flatShapes,
} from './poolArray.ts';

/** A direction in which tokens and parameters move, as flat arrays; what is left out stays. */
export interface ArrayDirection {
  /** `[batch, tokens, channels]`. */
  readonly tokens?: ArrayLike<number> | undefined;
  /** By name, row-major. */
  readonly parameters?: Readonly<Record<string, ArrayLike<number> | undefined>> | undefined;
}

/**
 * Second derivatives in float64: `H v` with `H` the Hessian of `Σ dy · y` in tokens and parameters, for a direction `v`.
 *
 * In: `dy` `[batch, channels]`. Out: as `poolArrayGradient`. See `hessianVectorProduct`.
 */
export function hessianVectorArray(
  tokens: ArrayTokens,
  spec: PoolingSpecInput | PoolingSpec,
  dy: ArrayLike<number>,
  direction: ArrayDirection,
  options: ArrayOptions = {},
): ArrayGradient {
  const parsed = parseSpec(spec);
  const inputs = arrayInputs(parsed, tokens, options, true);
  const [batch, , channels] = tokens.shape;
  const known = parametersOf(parsed, channels);
  const moved = direction.parameters ?? {};
  checkShapes(parsed, { tokens: tokens.shape, parameters: flatShapes(known, moved) });
  const parameters = known.flatMap(({ name, shape }) => {
    const values = moved[name];
    return values ? [[name, { shape: seamShape(shape), data: Float64Array.from(values) }] as const] : [];
  });
  const product = hessianVectorProduct(
    arrayOps,
    parsed,
    inputs,
    flat(parsed, 'dy', dy, [batch, 1, outputChannels(parsed, channels)]),
    {
      tokens: direction.tokens && flat(parsed, 'tokens', direction.tokens, tokens.shape),
      parameters: Object.fromEntries(parameters),
    },
  );
  const byName = Object.entries(product.parameters).map(([name, { data }]) => [name, data] as const);
  return { tokens: product.tokens.data, parameters: Object.fromEntries(byName) };
}
