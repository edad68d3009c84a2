import { GgemError } from '../errors.ts';
import { outputChannels } from '../facts/channels.ts';
import { checkShapes, checkValues } from '../facts/checks.ts';
import { parametersOf } from '../facts/parametersOf.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import type { ChannelLayout, InputLayout } from '../input/inputLayout.ts';
import { type LiveParameter, seamShape } from '../ops/liveParameter.ts';
import { type PoolInputs, pool, poolGradient, poolingWeights } from '../run/pool.ts';
import type { Parameter } from '../spec/parameter.ts';
import type { PoolingSpec, PoolingSpecInput } from '../spec/spec.ts';
import { type ArrayInput, readArray } from './arrayLayout.ts';
import { arrayOps } from './arrayOps.ts';
import type { FloatArray } from './floatArray.ts';

/** Tokens as plain numbers, row-major `[batch, tokens, channels]`. */
export interface ArrayTokens {
  readonly data: ArrayLike<number>;
  readonly shape: readonly [batch: number, tokens: number, channels: number];
}

export interface ArrayOptions {
  /** Where the channels of the tokens lie. Default `channelsLast`. */
  readonly layout?: ChannelLayout | undefined;
  /** `[batch, tokens]` (or `[batch, height, width]`) row-major: 1 keeps a token, 0 drops it. */
  readonly mask?: ArrayLike<number> | undefined;
  /** `[batch, tokens]` row-major, at least 0: how much a token counts. */
  readonly weights?: ArrayLike<number> | undefined;
  /** Parameters by name in place of the spec's values, row-major: `{ p: [3, 4] }`. */
  readonly parameters?: Readonly<Record<string, ArrayLike<number> | undefined>> | undefined;
}

/** Gradients as flat arrays. */
export interface ArrayGradient {
  /** Laid out like the tokens. */
  readonly tokens: Float64Array;
  /** By name, row-major: `p` `[groups]` for gem and ggem. */
  readonly parameters: Readonly<Record<string, Float64Array>>;
}

/**
 * Pools plain arrays in float64: `[batch, tokens, channels]`, or an image `[batch, height, width, channels]`, to
 * `[batch, outputChannels]`; `layout` says where the channels are.
 *
 * The formulas are core's own, run by plain loops: exact before fast.
 */
export function poolArray(
  tokens: ArrayInput,
  spec: PoolingSpecInput | PoolingSpec,
  options: ArrayOptions = {},
): Float64Array {
  const parsed = parseSpec(spec);
  const { tokens: read, grid } = readArray(parsed, tokens, options.layout);
  return pool(arrayOps, parsed, arrayInputs(parsed, read, options, false, grid)).data;
}

/**
 * Where the pooling looks: weights `[batch, tokens, weightChannels]` that sum to 1 over the kept tokens of each channel;
 * those of an image lie row by row, whatever its layout.
 */
export function poolingWeightsArray(
  tokens: ArrayInput,
  spec: PoolingSpecInput | PoolingSpec,
  options: ArrayOptions = {},
): Float64Array {
  const parsed = parseSpec(spec);
  const { tokens: read, grid } = readArray(parsed, tokens, options.layout);
  return poolingWeights(arrayOps, parsed, arrayInputs(parsed, read, options, false, grid)).data;
}

/** Gradient of `Σ dy · y` with respect to tokens and parameters; `dy` is `[batch, outputChannels]`. */
export function poolArrayGradient(
  tokens: ArrayInput,
  spec: PoolingSpecInput | PoolingSpec,
  dy: ArrayLike<number>,
  options: ArrayOptions = {},
): ArrayGradient {
  const parsed = parseSpec(spec);
  const { tokens: read, grid, back } = readArray(parsed, tokens, options.layout);
  const [batch, , channels] = read.shape;
  const inputs = arrayInputs(parsed, read, options, true, grid);
  const upstream = flat(parsed, 'dy', dy, [batch, 1, outputChannels(parsed, channels)]);
  const gradient = poolGradient(arrayOps, parsed, inputs, upstream);
  const byName = Object.entries(gradient.parameters).map(([name, { data }]) => [name, data] as const);
  return { tokens: back(gradient.tokens).data, parameters: Object.fromEntries(byName) };
}

/** Flat arrays, checked, as tensors; with `live`, every parameter is one, from its start where none is given. */
export function arrayInputs(
  spec: PoolingSpec,
  tokens: ArrayTokens,
  options: ArrayOptions,
  live: boolean,
  grid?: InputLayout['grid'],
): PoolInputs<FloatArray> {
  const parameters = flatShapes(parametersOf(spec, tokens.shape[2]), options.parameters ?? {});
  checkShapes(spec, { tokens: tokens.shape, parameters, grid });
  return fittingInputs(spec, tokens, options, live, grid);
}

/** The same where the shapes are known to fit the spec: those of a ragged batch do image by image. */
export function fittingInputs(
  spec: PoolingSpec,
  tokens: ArrayTokens,
  { mask, weights, parameters = {} }: ArrayOptions,
  live: boolean,
  grid?: InputLayout['grid'],
): PoolInputs<FloatArray> {
  const [batch, count, channels] = tokens.shape;
  const x = flat(spec, 'tokens', tokens.data, tokens.shape);
  const known = parametersOf(spec, channels);
  checkValues(spec, { tokens, mask, weights, parameters });
  const perToken = (name: string, values: ArrayLike<number> | undefined) =>
    values && flat(spec, name, values, [batch, count, 1]);
  const liveParameters = known.flatMap(({ name, shape, start, required }) => {
    const given = parameters[name] ?? (live && !required ? start : undefined);
    return given ? [[name, liveArray(shape, Array.from(given))] as const] : [];
  });
  return {
    tokens: x,
    channels,
    grid,
    mask: perToken('mask', mask),
    weights: perToken('weights', weights),
    parameters: Object.fromEntries(liveParameters),
  };
}

/** Shapes of flat arrays: the parameter's own where the number of entries fits. */
export function flatShapes(
  known: readonly Parameter[],
  parameters: ArrayOptions['parameters'] & object,
): Record<string, readonly number[] | undefined> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => {
      const shape = known.find((one) => one.name === name)?.shape ?? [];
      const fits = values?.length === shape.reduce((product, length) => product * length, 1);
      return [name, values && (fits ? shape : [values.length])];
    }),
  );
}

function liveArray(shape: readonly number[], values: readonly number[]): LiveParameter<FloatArray> {
  return { tensor: { shape: seamShape(shape), data: Float64Array.from(values) }, values };
}

/** A flat array as a tensor, its length checked. */
export function flat(
  spec: PoolingSpec,
  name: string,
  values: ArrayLike<number>,
  shape: FloatArray['shape'],
): FloatArray {
  const length = shape[0] * shape[1] * shape[2];
  if (values.length !== length) {
    const axes =
      name === 'tokens'
        ? '[batch, tokens, channels]'
        : name === 'dy'
          ? '[batch, outputChannels]'
          : '[batch, tokens]';
    throw new GgemError(
      'shape',
      `${spec.type}: ${name} must hold ${length} values for ${axes}, but ${values.length} came. Check shape [${shape.join(', ')}].`,
    );
  }
  return { shape, data: Float64Array.from(values) };
}
