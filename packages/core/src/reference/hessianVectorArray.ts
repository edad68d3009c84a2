import { outputChannels } from '../facts/channels.ts';
import { checkShapes } from '../facts/checks.ts';
import { parametersOf } from '../facts/parametersOf.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import { seamShape } from '../ops/liveParameter.ts';
import { hessianVectorProduct } from '../run/hessianVectorProduct.ts';
import type { PoolingSpec, PoolingSpecInput } from '../spec/spec.ts';
import { type ArrayInput, readArray } from './arrayLayout.ts';
import { arrayOps } from './arrayOps.ts';
import { type ArrayGradient, type ArrayOptions, arrayInputs, flat, flatShapes } from './poolArray.ts';

/** A direction in which tokens and parameters move, as flat arrays; what is left out stays. */
export interface ArrayDirection {
  /** Laid out like the tokens. */
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
  tokens: ArrayInput,
  spec: PoolingSpecInput | PoolingSpec,
  dy: ArrayLike<number>,
  direction: ArrayDirection,
  options: ArrayOptions = {},
): ArrayGradient {
  const parsed = parseSpec(spec);
  const { tokens: read, grid, back } = readArray(parsed, tokens, options.layout);
  const inputs = arrayInputs(parsed, read, options, true, grid);
  const [batch, , channels] = read.shape;
  const known = parametersOf(parsed, channels);
  const moved = direction.parameters ?? {};
  checkShapes(parsed, { tokens: read.shape, parameters: flatShapes(known, moved), grid });
  const along = direction.tokens && {
    data: direction.tokens,
    shape: tokens.shape,
  };
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
      tokens:
        along && flat(parsed, 'tokens', readArray(parsed, along, options.layout).tokens.data, read.shape),
      parameters: Object.fromEntries(parameters),
    },
  );
  const byName = Object.entries(product.parameters).map(([name, { data }]) => [name, data] as const);
  return { tokens: back(product.tokens).data, parameters: Object.fromEntries(byName) };
}
