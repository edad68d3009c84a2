import { checkOptions } from '../checkOptions.ts';
import { GgemError } from '../errors.ts';
import { outputChannels } from '../facts/channels.ts';
import { checkShapes, checkValues } from '../facts/checks.ts';
import { parametersOf } from '../facts/parametersOf.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import type { InputLayout } from '../input/inputLayout.ts';
import type { NumbersInput } from '../input/numbersInput.ts';
import { readNumbers } from '../input/readNumbers.ts';
import { type LiveParameter, seamShape } from '../ops/liveParameter.ts';
import { sizeOf } from '../ops/sizeOf.ts';
import { type PoolInputs, pool, poolGradient, poolingWeights } from '../run/pool.ts';
import type { Parameter } from '../spec/parameter.ts';
import type { PoolingSpec, PoolingSpecInput } from '../spec/spec.ts';
import { type ReadArray, readArray } from './arrayLayout.ts';
import { arrayOps } from './arrayOps.ts';
import { type ArrayOptions, arrayOptions, type FlatOptions, readOptions } from './arrayOptions.ts';
import type { FloatArray } from './floatArray.ts';
import type { gradientLoop, LoopCall, poolLoop } from './loops/poolLoops.ts';

/** Tokens as plain numbers, row-major `[batch, tokens, channels]`. */
export interface ArrayTokens {
  readonly data: ArrayLike<number>;
  readonly shape: readonly [batch: number, tokens: number, channels: number];
}

/** Gradients as flat arrays. */
export interface ArrayGradient {
  /** Laid out like the tokens. */
  readonly tokens: Float64Array;
  /** By name, row-major: `p` `[groups]` for gem and ggem. */
  readonly parameters: Readonly<Record<string, Float64Array>>;
}

/**
 * Pools plain arrays in float64: `[batch, tokens, channels]`, an image `[batch, height, width, channels]` or a volume
 * `[batch, depth, height, width, channels]`, to `[batch, outputChannels]`; `dataFormat` says where the channels are.
 *
 * `@ggem/core` has loops for mean, GeM and GGeM, all else and `@ggem/core/bare` goes through core's formulas. An image in which
 * nothing is kept gives zeros. Throws a `GgemError`: `spec` for a wrong spec, `shape` for shapes that do not fit it or each other, `value` for
 * numbers that are not allowed.
 */
export function poolArray(
  tokens: NumbersInput,
  spec: PoolingSpecInput,
  options: ArrayOptions = {},
): Float64Array {
  return pooledArray(undefined, tokens, spec, options);
}

/** Loops that know some poolings; they give `undefined` for all else. */
export interface ArrayLoops {
  readonly poolLoop: typeof poolLoop;
  readonly gradientLoop: typeof gradientLoop;
}

/** `poolArray`, by loops where they know the pooling. */
export function pooledArray(
  loops: ArrayLoops | undefined,
  tokens: NumbersInput,
  spec: PoolingSpecInput,
  options: ArrayOptions,
): Float64Array {
  const parsed = parseSpec(spec);
  checkOptions(parsed.type, options, arrayOptions);
  const read = readArray(parsed, tokens, options.dataFormat);
  const given = checkedOptions(parsed, read, options);
  const looped = loops?.poolLoop(parsed, loopCall(read, given));
  return looped ?? pool(arrayOps, parsed, tensorInputs(parsed, read.tokens, given, 'given', read.grid)).data;
}

/**
 * Where the pooling looks: weights `[batch, tokens, weightChannels]` that sum to 1 over the kept tokens of each channel, for
 * power means `w_i = q_i (x_i / y)^p`. Those of an image or a volume lie row by row, whatever its data format. Input and
 * errors are those of `poolArray`.
 */
export function poolingWeightsArray(
  tokens: NumbersInput,
  spec: PoolingSpecInput,
  options: ArrayOptions = {},
): Float64Array {
  const parsed = parseSpec(spec);
  checkOptions(parsed.type, options, arrayOptions);
  const read = readArray(parsed, tokens, options.dataFormat);
  return poolingWeights(arrayOps, parsed, arrayInputs(parsed, read, options, 'given')).data;
}

/**
 * Gradient of `Σ dy · y` with respect to tokens and parameters; `dy` is `[batch, outputChannels]`. Input and errors are
 * those of `poolArray`.
 */
export function poolArrayGradient(
  tokens: NumbersInput,
  spec: PoolingSpecInput,
  dy: NumbersInput,
  options: ArrayOptions = {},
): ArrayGradient {
  return arrayGradient(undefined, tokens, spec, dy, options);
}

/** `poolArrayGradient`, by loops where they know the pooling. */
export function arrayGradient(
  loops: ArrayLoops | undefined,
  tokens: NumbersInput,
  spec: PoolingSpecInput,
  dy: NumbersInput,
  options: ArrayOptions,
): ArrayGradient {
  const parsed = parseSpec(spec);
  checkOptions(parsed.type, options, arrayOptions);
  const read = readArray(parsed, tokens, options.dataFormat);
  const [batch, , channels] = read.tokens.shape;
  const given = checkedOptions(parsed, read, options);
  const upstream = readUpstream(parsed, dy, [batch, 1, outputChannels(parsed, channels)]);
  const looped = loops?.gradientLoop(parsed, loopCall(read, given), upstream.data);
  if (looped !== undefined) {
    const back = read.back({ shape: read.tokens.shape, data: looped.tokens }).data;
    return { tokens: back, parameters: looped.p === undefined ? {} : { p: looped.p } };
  }
  const inputs = tensorInputs(parsed, read.tokens, given, 'all', read.grid);
  const gradient = poolGradient(arrayOps, parsed, inputs, upstream);
  const byName = Object.entries(gradient.parameters).map(([name, { data }]) => [name, data] as const);
  return { tokens: read.back(gradient.tokens).data, parameters: Object.fromEntries(byName) };
}

/**
 * Which parameters become tensors, by which a gradient is taken: only those that the caller gave, or `all`. Under `all`,
 * one that was not given has its start value; where no spec can hold it, it is left out.
 */
export type LiveRule = 'given' | 'all';

/** Inputs as tensors, after all checks. */
export function arrayInputs(
  spec: PoolingSpec,
  read: ReadArray,
  options: ArrayOptions,
  live: LiveRule,
): PoolInputs<FloatArray> {
  return tensorInputs(spec, read.tokens, checkedOptions(spec, read, options), live, read.grid);
}

/** Options as flat numbers, after all checks, those of the tokens too. */
function checkedOptions(
  spec: PoolingSpec,
  { tokens, grid, places }: ReadArray,
  options: ArrayOptions,
): FlatOptions {
  const given = readOptions(spec, places, options);
  const parameters = flatShapes(parametersOf(spec, tokens.shape[2]), given.parameters ?? {});
  checkShapes(spec, { tokens: tokens.shape, parameters, grid });
  checkFitting(spec, tokens, given);
  return given;
}

/** Throws where numbers are too many, too few, or not allowed. */
function checkFitting(
  spec: PoolingSpec,
  tokens: ArrayTokens,
  { mask, tokenWeights, parameters = {} }: FlatOptions,
) {
  const [batch, count] = tokens.shape;
  checkLength(spec, 'tokens', tokens.data, tokens.shape);
  checkValues(spec, { tokens, mask, tokenWeights, parameters });
  if (mask) checkLength(spec, 'mask', mask, [batch, count, 1]);
  if (tokenWeights) checkLength(spec, 'tokenWeights', tokenWeights, [batch, count, 1]);
}

/** What the loops take of a call. */
function loopCall({ tokens }: ReadArray, { mask, tokenWeights, parameters }: FlatOptions): LoopCall {
  return { tokens, mask, tokenWeights, p: parameters?.p };
}

/** The same without the checks of shapes: those of a ragged batch are checked image by image. */
export function fittingInputs(
  spec: PoolingSpec,
  tokens: ArrayTokens,
  options: FlatOptions,
  live: LiveRule,
): PoolInputs<FloatArray> {
  checkFitting(spec, tokens, options);
  return tensorInputs(spec, tokens, options, live);
}

function tensorInputs(
  spec: PoolingSpec,
  tokens: ArrayTokens,
  { mask, tokenWeights, parameters = {} }: FlatOptions,
  live: LiveRule,
  grid?: InputLayout['grid'],
): PoolInputs<FloatArray> {
  const [batch, count, channels] = tokens.shape;
  const x = flat(spec, 'tokens', tokens.data, tokens.shape);
  const known = parametersOf(spec, channels);
  const perToken = (name: string, values: ArrayLike<number> | undefined) =>
    values && flat(spec, name, values, [batch, count, 1]);
  const liveParameters = known.flatMap(({ name, shape, start, required }) => {
    const given = parameters[name] ?? (live === 'all' && !required ? start : undefined);
    return given ? [[name, liveArray(shape, Array.from(given))] as const] : [];
  });
  return {
    tokens: x,
    channels,
    grid,
    mask: perToken('mask', mask),
    tokenWeights: perToken('tokenWeights', tokenWeights),
    parameters: Object.fromEntries(liveParameters),
  };
}

/** Shapes of flat arrays: that of the parameter where the number of entries fits it, else their length. */
export function flatShapes(
  known: readonly Parameter[],
  parameters: FlatOptions['parameters'] & object,
): Record<string, readonly number[] | undefined> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => {
      const shape = known.find((one) => one.name === name)?.shape ?? [];
      const fits = values?.length === sizeOf(shape);
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
  checkLength(spec, name, values, shape);
  return { shape, data: Float64Array.from(values) };
}

function checkLength(
  spec: PoolingSpec,
  name: string,
  values: ArrayLike<number>,
  shape: FloatArray['shape'],
): void {
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
}

/** The gradient of pooled values, `[batch, channels]`, with or without axes of length 1 between. */
export function readUpstream(
  spec: PoolingSpec,
  dy: NumbersInput,
  [batch, , channels]: FloatArray['shape'],
): FloatArray {
  const { data, shape } = readNumbers(spec.type, 'dy', dy, 'real');
  const long = (axes: readonly number[]): string => axes.filter((length) => length !== 1).join();
  const fits = shape?.[0] === batch && long(shape.slice(1)) === long([channels]);
  if (shape !== undefined && shape.length > 1 && !fits) {
    throw new GgemError(
      'shape',
      `${spec.type}: dy must have shape [batch, outputChannels] = [${batch}, ${channels}], but [${shape.join(', ')}] came. Give one value for each pooled one.`,
    );
  }
  return flat(spec, 'dy', data, [batch, 1, channels]);
}
