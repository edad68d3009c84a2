import {
  checkOptions,
  type DataFormat,
  type InputLayout,
  inputLayout,
  type KnownOptions,
  outputChannels,
  outputShape,
  type PoolGradient,
  type PoolInputs,
  type PoolingSpec,
  type PoolingSpecInput,
  parametersOf,
  parseSpec,
  poolGradient,
  pool as poolWith,
  seamShape,
  tokenOptions,
  weightChannels,
  poolingWeights as weightsWith,
} from '@ggem/core/bare';
import * as tf from '@tensorflow/tfjs';
import { checkInputs, type Inputs } from './checkInputs.ts';
import { differentiable } from './differentiable.ts';
import { emptyPooling } from './emptyPooling.ts';
import { fastKernel, type KernelInputs } from './fastKernels.ts';
import { fastPooling } from './fastPooling.ts';
import { tfjsOps } from './tfjsOps.ts';
import { toFloat } from './toFloat.ts';
import { type TensorInput, toTensor } from './toTensor.ts';

/** What a pooling takes besides tokens and spec. */
export interface PoolOptions extends ReadOptions {
  /** Keeps an axis of length 1 in place of each that was pooled: `[batch, 1, channels]`, `[batch, 1, 1, channels]`. */
  readonly keepDims?: boolean | undefined;
}

/** What says how to read the tokens. */
export interface ReadOptions {
  /**
   * Where the channels of the tokens lie. With four axes they are an image, `[batch, height, width, channels]` or
   * `[batch, channels, height, width]`, with five a volume or a video, `[batch, depth, height, width, channels]` or
   * `[batch, channels, depth, height, width]`. Default `channelsLast`.
   */
  readonly dataFormat?: DataFormat | undefined;
  /** `[batch, tokens]`, `[batch, height, width]` or `[batch, depth, height, width]`, any dtype: 1 keeps a token, 0 drops it. */
  readonly mask?: TensorInput | undefined;
  /** Shaped like `mask`: how much a token counts, at least 0. No gradient flows to it. */
  readonly tokenWeights?: TensorInput | undefined;
  /** Parameters by name in place of the spec's values, differentiable: `{ p }` with `p` `[groups]`, finite. */
  readonly parameters?: Readonly<Record<string, TensorInput | undefined>> | undefined;
}

/** The names of `ReadOptions`. */
export const readOptions: KnownOptions<ReadOptions> = { ...tokenOptions, dataFormat: true };

const poolOptions: KnownOptions<PoolOptions> = { ...readOptions, keepDims: true };

/**
 * Pools tokens, an image or a volume: `[batch, tokens, channels]`, `[batch, height, width, channels]` or
 * `[batch, depth, height, width, channels]` to `[batch, outputChannels]`, computed in float32.
 *
 * Twice differentiable with respect to tokens and parameters. An image in which nothing is kept gives zeros. Throws a
 * `GgemError` for a wrong spec, shape or value, and with code `unavailable` where WebGL has no float32.
 *
 * ```ts
 * const embedding = pool(tokens, { type: 'ggem', groups: 12, prefixTokens: 1 }); // [batch, 768]
 * ```
 */
export function pool(
  tokens: TensorInput,
  spec: PoolingSpecInput,
  options?: PoolOptions & { readonly keepDims?: false | undefined },
): tf.Tensor2D;
export function pool(tokens: TensorInput, spec: PoolingSpecInput, options?: PoolOptions): tf.Tensor;
export function pool(tokens: TensorInput, spec: PoolingSpecInput, given: PoolOptions = {}): tf.Tensor {
  return tf.tidy(() => {
    const parsed = parseSpec(spec);
    checkOptions(parsed.type, given, poolOptions);
    const { keepDims, ...options } = given;
    const kernel = fastKernel(parsed);
    const prepared = prepare(parsed, tokens, options, checkInputs, kernel?.takesChannelsFirst);
    const { inputs, constants, names, read, restore, readAsLaid, shape, laidOut } = prepared;
    const pooling = fastPooling(parsed, names, {
      kernelInputs: kernel && readAsLaid,
      value: (given) => tf.squeeze(poolWith(tfjsOps, parsed, read(given)), [1]),
      gradient: (given, dy) => restore(poolGradient(tfjsOps, parsed, read(given), tf.expandDims(dy, 1))),
    });
    const [batch, , channels] = laidOut;
    const isEmpty = batch === 0 && emptyPooling([0, outputChannels(parsed, channels)], inputs.length);
    const pooled = differentiable(inputs, isEmpty || pooling, constants);
    return keepDims
      ? tf.reshape(pooled, [...outputShape(parsed, shape, { dataFormat: options.dataFormat, keepDims })])
      : pooled;
  });
}

/**
 * Where a pooling looks: weights `[batch, tokens, weightChannels]` that sum to 1 over the kept tokens of each channel, 0
 * at prefix and dropped tokens. For power means `w_i = q_i (x_i / y)^p`. Those of an image or a volume lie row by row. Input
 * and errors are those of `pool`.
 */
export function poolingWeights(
  tokens: TensorInput,
  spec: PoolingSpecInput,
  options: ReadOptions = {},
): tf.Tensor3D {
  return tf.tidy(() => {
    const parsed = parseSpec(spec);
    checkOptions(parsed.type, options, readOptions);
    const { inputs, constants, read, laidOut } = prepare(parsed, tokens, options);
    const [batch, count, channels] = laidOut;
    if (batch === 0) return tf.zeros([0, count, weightChannels(parsed, channels)]);
    return weightsWith(tfjsOps, parsed, read([...inputs, ...constants])) as tf.Tensor3D;
  });
}

interface Prepared {
  /** Tensors that carry gradients: tokens, then the parameters. */
  readonly inputs: tf.Tensor[];
  /** Tensors that carry none: mask, then token weights, where they were given. */
  readonly constants: tf.Tensor[];
  /** Names of the parameters, in order. */
  readonly names: readonly string[];
  /** The shape of the tokens as they came. */
  readonly shape: readonly number[];
  /** `[batch, tokens, channels]`. */
  readonly laidOut: InputLayout['tokens'];
  /** Makes core's inputs from the list of all tensors: inputs, then constants. */
  readonly read: (given: tf.Tensor[]) => PoolInputs<tf.Tensor>;
  /** The same with the tokens as they lie in that list. */
  readonly readAsLaid: (given: tf.Tensor[]) => KernelInputs;
  /** Brings a gradient of the tokens that `read` gives to those of the list. */
  readonly restore: (gradient: PoolGradient<tf.Tensor>) => PoolGradient<tf.Tensor>;
}

/**
 * Checks the arguments by `check`, and lists the tensors in the order in which `read` takes them. Tokens are listed with the
 * channels last, unless they may stay as they lie.
 */
export function prepare(
  spec: PoolingSpec,
  tokensGiven: TensorInput,
  options: ReadOptions,
  check: (spec: PoolingSpec, inputs: Inputs) => ReturnType<typeof checkInputs> = checkInputs,
  mayStay = false,
): Prepared {
  const given = toTensor(spec.type, 'tokens', tokensGiven);
  const {
    reshaped,
    transpose,
    tokens: shape,
    places,
    grid,
  } = inputLayout(spec, given.shape, options.dataFormat);
  // Without images nothing is transposed, since wasm traps on that.
  const isEmpty = shape[0] === 0;
  const flat = tf.reshape(toFloat(given), [...(isEmpty ? shape : reshaped)]);
  const turns = transpose && !isEmpty;
  const turned = (t: tf.Tensor) => tf.transpose(t, [0, 2, 1]);
  const tokens = turns && !mayStay ? turned(flat) : flat;
  const stays = turns && mayStay;
  const perPlace = (name: 'mask' | 'tokenWeights') => {
    const input = options[name];
    if (input === undefined) return undefined;
    const t = toTensor(spec.type, name, input, shape.slice(0, 2));
    return t.shape.join() === places.join() ? tf.reshape(t, shape.slice(0, 2)) : t;
  };
  const [mask, tokenWeights] = [perPlace('mask'), perPlace('tokenWeights')];
  const parameters = liveTensors(spec, shape[2], options.parameters ?? {});
  const seen = { shape: [...shape], dataSync: tokens.dataSync.bind(tokens) };
  const values = check(spec, { tokens: seen, mask, tokenWeights, parameters, grid });
  const names = Object.keys(parameters);
  const toSeam = (t: tf.Tensor) => tf.reshape(toFloat(t), [...seamShape(t.shape)]);
  const perToken = (t: tf.Tensor) => tf.expandDims(toFloat(t), 2);
  const present = (t: tf.Tensor | undefined) => (t === undefined ? [] : [t]);
  return {
    inputs: [tokens, ...names.map((name) => toSeam(parameters[name]!))],
    names,
    shape: given.shape,
    laidOut: shape,
    constants: [...present(mask).map(perToken), ...present(tokenWeights).map(perToken)],
    read: (list) => {
      const inputs = readAsLaid(list);
      return stays ? { ...inputs, tokens: turned(inputs.tokens) } : inputs;
    },
    readAsLaid: (list) => ({ ...readAsLaid(list), channelsFirst: stays }),
    restore: (gradient) => (stays ? { ...gradient, tokens: turned(gradient.tokens) } : gradient),
  };

  function readAsLaid(list: tf.Tensor[]): PoolInputs<tf.Tensor> {
    const rest = [...list];
    const next = (t: unknown) => (t === undefined ? undefined : rest.shift());
    const x = rest.shift()!;
    const live = names.map((name) => [name, { tensor: rest.shift()!, values: values?.[name] }]);
    return {
      tokens: x,
      channels: shape[2],
      grid,
      parameters: Object.fromEntries(live),
      mask: next(mask),
      tokenWeights: next(tokenWeights),
    };
  }
}

/** The parameters that were given, as tensors. Numbers in one row get the shape that core knows. */
export function liveTensors(
  spec: PoolingSpec,
  channels: number,
  parameters: ReadOptions['parameters'] & object,
): Readonly<Record<string, tf.Tensor>> {
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, TensorInput] => entry[1] !== undefined,
  );
  if (given.every(([, input]) => input instanceof tf.Tensor)) return Object.fromEntries(given) as never;
  const known = new Map(parametersOf(spec, channels).map(({ name, shape }) => [name, shape]));
  return Object.fromEntries(
    given.map(([name, input]) => [name, toTensor(spec.type, name, input, known.get(name))]),
  );
}
