import { checkOptions, type KnownOptions } from '../checkOptions.ts';
import { outputChannels } from '../facts/channels.ts';
import { checkShapes } from '../facts/checks.ts';
import { parametersOf } from '../facts/parametersOf.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import type { NumbersInput } from '../input/numbersInput.ts';
import { readNumbers } from '../input/readNumbers.ts';
import { seamShape } from '../ops/liveParameter.ts';
import { hessianVectorProduct } from '../run/hessianVectorProduct.ts';
import type { PoolingSpecInput } from '../spec/spec.ts';
import { readArray } from './arrayLayout.ts';
import { arrayOps } from './arrayOps.ts';
import { type ArrayOptions, arrayOptions, readParameters } from './arrayOptions.ts';
import { type ArrayGradient, arrayInputs, flat, flatShapes, readUpstream } from './poolArray.ts';

/** A direction in which tokens and parameters move, as flat arrays; what is left out stays. */
export interface ArrayDirection {
  /** Laid out like the tokens. */
  readonly tokens?: NumbersInput | undefined;
  /** By name, row-major. */
  readonly parameters?: Readonly<Record<string, NumbersInput | undefined>> | undefined;
}

const directionParts: KnownOptions<ArrayDirection> = { tokens: true, parameters: true };

/**
 * Second derivatives in float64: `H v` with `H` the Hessian of `Σ dy · y` in tokens and parameters, for a direction `v`.
 *
 * In: tokens as `poolArray` takes them, `dy` `[batch, outputChannels]`. Out, and what it throws: as `poolArrayGradient`.
 * See `hessianVectorProduct`.
 */
export function hessianVectorArray(
  tokens: NumbersInput,
  spec: PoolingSpecInput,
  dy: NumbersInput,
  direction: ArrayDirection,
  options: ArrayOptions = {},
): ArrayGradient {
  const parsed = parseSpec(spec);
  checkOptions(parsed.type, options, arrayOptions);
  checkOptions(parsed.type, direction, directionParts, 'direction');
  const read = readArray(parsed, tokens, options.dataFormat);
  const inputs = arrayInputs(parsed, read, options, 'all');
  const { shape } = read.tokens;
  const [batch, , channels] = shape;
  const known = parametersOf(parsed, channels);
  const moved = readParameters(parsed, direction.parameters ?? {});
  checkShapes(parsed, { tokens: shape, parameters: flatShapes(known, moved), grid: read.grid });
  const along = direction.tokens && {
    data: readNumbers(parsed.type, 'direction', direction.tokens, 'real').data,
    shape: read.shape,
  };
  const parameters = known.flatMap(({ name, shape }) => {
    const values = moved[name];
    return values ? [[name, { shape: seamShape(shape), data: Float64Array.from(values) }] as const] : [];
  });
  const product = hessianVectorProduct(
    arrayOps,
    parsed,
    inputs,
    readUpstream(parsed, dy, [batch, 1, outputChannels(parsed, channels)]),
    {
      tokens:
        along && flat(parsed, 'tokens', readArray(parsed, along, options.dataFormat).tokens.data, shape),
      parameters: Object.fromEntries(parameters),
    },
  );
  const byName = Object.entries(product.parameters).map(([name, { data }]) => [name, data] as const);
  return { tokens: read.back(product.tokens).data, parameters: Object.fromEntries(byName) };
}
