import {
  checkOptions,
  GgemError,
  inputLayout,
  type KnownOptions,
  outputChannels,
  type PoolingSpec,
  tokenOptions,
} from '@ggem/core';
import { checkBatch, type InputShape, present } from '@ggem/kernels';
import { isBuffer, type PoolingInput, type ReadInput, readInput } from './poolingInput.ts';
import { type GivenParameters, readParameters } from './readParameters.ts';

/** What a pooling takes besides tokens. */
export interface PoolingInputs {
  /** How many images there are: asked for where tokens are a buffer, whose size may be rounded up. */
  readonly batch?: number | undefined;
  /** `[batch, tokens]`, `[batch, height, width]` or `[batch, depth, height, width]`: 1 keeps a token, 0 drops it. */
  readonly mask?: PoolingInput | undefined;
  /** Shaped like `mask`: how much a token counts, at least 0. No gradient flows to it. */
  readonly tokenWeights?: PoolingInput | undefined;
  /** Values in place of the spec's, by the names of `parametersOf`: `{ p: [3, 4] }`, one for each group. */
  readonly parameters?: GivenParameters | undefined;
}

/** Inputs of one call after all checks, in the shapes that kernels read. */
export interface ReadInputs {
  readonly batch: number;
  /** Tokens; mask, token weights and `dy` where they were given. */
  readonly values: Readonly<Record<string, ReadInput>>;
  /** The parameters that were given. */
  readonly parameters: Readonly<Record<string, ReadInput>>;
}

const poolingInputs: KnownOptions<PoolingInputs> = { ...tokenOptions, batch: true };

/** Applies core's rules to the inputs of a call. Values are checked only where they are on the host. */
export function readInputs(
  spec: PoolingSpec,
  shape: InputShape,
  tokens: PoolingInput,
  inputs: PoolingInputs,
  dy?: PoolingInput,
): ReadInputs {
  checkOptions(spec.type, inputs, poolingInputs);
  const { batch: images, mask, tokenWeights, parameters = {} } = inputs;
  const { channels } = shape;
  const x = readTokens(spec, shape, tokens, images);
  const batch = x.shape[0]!;
  const perToken = (name: string, input: PoolingInput | undefined): ReadInput | undefined =>
    input && readPerToken(spec, shape, batch, name, input);
  const given = {
    tokens: x,
    mask: perToken('mask', mask),
    tokenWeights: perToken('tokenWeights', tokenWeights),
    dy: dy && readUpstream(spec, [batch, outputChannels(spec, channels)], dy),
  };
  const live = readParameters(spec, channels, parameters);
  checkBatch(spec, shape, given, live);
  return { batch, values: present(given), parameters: live };
}

function readTokens(
  spec: PoolingSpec,
  { dataFormat, given, seam, words }: InputShape,
  input: PoolingInput,
  images: number | undefined,
): ReadInput {
  if (images === undefined && isBuffer(input)) {
    throw new GgemError(
      'shape',
      `${spec.type}: batch must be given where tokens are a buffer, whose size may be rounded up, but undefined came. Give { batch: 1 }.`,
    );
  }
  if (images !== undefined && !(Number.isInteger(images) && images >= 0)) {
    throw new GgemError(
      'shape',
      `${spec.type}: batch must be a whole number from 0, but ${String(images)} came. Say how many images there are.`,
    );
  }
  const lengths = [images ?? 1, ...given];
  const read = readInput({
    operation: spec.type,
    name: 'tokens',
    axes: words,
    lengths,
    isOpen: images === undefined,
    input,
  });
  inputLayout(spec, read.shape, dataFormat);
  const isRight = [given, seam].some((one) => read.shape.slice(1).join() === one.join());
  if (!isRight || (images !== undefined && read.shape[0] !== images)) {
    throw new GgemError(
      'shape',
      `${spec.type}: tokens must have shape ${words} = [${[images ?? 'batch', ...given].join(', ')}], but [${read.shape.join(', ')}] came. Make a pooling for that shape.`,
    );
  }
  return read;
}

function readPerToken(
  spec: PoolingSpec,
  { positions, tokens }: InputShape,
  batch: number,
  name: string,
  input: PoolingInput,
): ReadInput {
  const axes = '[batch, tokens]';
  const read = readInput({ operation: spec.type, name, axes, lengths: [batch, tokens], input });
  const isRowByRow = read.shape.join() === [batch, ...positions].join();
  return isRowByRow ? { ...read, shape: [batch, tokens] } : read;
}

/** `dy`, whose axes of length 1 may be left out. */
export function readUpstream(
  { type }: PoolingSpec,
  lengths: readonly [batch: number, channels: number],
  input: PoolingInput,
): ReadInput {
  const read = readInput({ operation: type, name: 'dy', axes: '[batch, channels]', lengths, input });
  const [batch, ...inner] = read.shape;
  if (batch === lengths[0] && inner.filter((length) => length !== 1).join() === withoutOnes(lengths[1])) {
    return { ...read, shape: lengths };
  }
  throw new GgemError(
    'shape',
    `${type}: dy must have shape [batch, channels] = [${lengths.join(', ')}], but [${read.shape.join(', ')}] came. Give one value for each pooled one.`,
  );
}

function withoutOnes(length: number): string {
  return length === 1 ? '' : `${length}`;
}
