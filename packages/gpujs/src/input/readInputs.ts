import {
  checkOptions,
  GgemError,
  inputLayout,
  outputChannels,
  outputShape,
  type PoolingSpec,
  tokenOptions,
} from '@ggem/core';
import { checkBatch, type InputShape, present } from '@ggem/kernels';
import { isTexture, type KernelInput, type ReadInput, readInput, reshaped } from './kernelInput.ts';
import { type GivenParameters, readParameters } from './readParameters.ts';

/** What a pooling takes besides tokens. */
export interface PoolingInputs {
  /** `[batch, tokens]`, `[batch, height, width]` or `[batch, depth, height, width]`: 1 keeps a token, 0 drops it. */
  readonly mask?: KernelInput | undefined;
  /** Shaped like `mask`: how much a token counts, at least 0. No gradient flows to it. */
  readonly tokenWeights?: KernelInput | undefined;
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

/** Applies core's rules to the inputs of a call. Values are checked only where they are on the host. */
export function readInputs(
  spec: PoolingSpec,
  shape: InputShape,
  keepDims: boolean,
  tokens: KernelInput,
  inputs: PoolingInputs,
  dy?: KernelInput,
): ReadInputs {
  checkOptions<PoolingInputs>(spec.type, inputs, tokenOptions);
  const { mask, tokenWeights, parameters = {} } = inputs;
  const { channels } = shape;
  const x = readTokens(spec, shape, tokens);
  const batch = x.shape[0]!;
  const given = {
    tokens: x,
    mask: mask && readPerToken(spec, shape, batch, 'mask', mask),
    tokenWeights: tokenWeights && readPerToken(spec, shape, batch, 'tokenWeights', tokenWeights),
    dy: dy && readUpstream(spec, shape, batch, keepDims, dy),
  };
  const live = readParameters(spec, channels, parameters);
  checkBatch(spec, shape, given, live);
  return { batch, values: present(given), parameters: live };
}

function readTokens(spec: PoolingSpec, shape: InputShape, input: KernelInput): ReadInput {
  const { dataFormat, given, isImage, seam, words } = shape;
  // A texture has three axes at most, and holds the rows of an image one after another.
  const lengths = isTexture(input) ? seam : given;
  const read = readInput(spec.type, 'tokens', words, [null, ...lengths], input);
  // Core throws for a wrong number of axes.
  if (!isTexture(input)) inputLayout(spec, read.shape, dataFormat);
  if (![lengths, seam].some((one) => read.shape.slice(1).join() === one.join())) {
    throw new GgemError(
      'shape',
      `${spec.type}: tokens must have shape ${words} = [batch, ${lengths.join(', ')}], but [${read.shape.join(', ')}] came. Make a pooling for that shape.`,
    );
  }
  return isImage ? reshaped(read, [read.shape[0]!, ...seam]) : read;
}

function readPerToken(
  spec: PoolingSpec,
  { positions, tokens }: InputShape,
  batch: number,
  name: string,
  input: KernelInput,
): ReadInput {
  const read = readInput(spec.type, name, '[batch, tokens]', [batch, tokens], input);
  const isRowByRow = read.shape.join() === [batch, ...positions].join();
  return isRowByRow ? reshaped(read, [batch, tokens]) : read;
}

function readUpstream(
  spec: PoolingSpec,
  { channels, dataFormat, given, isImage }: InputShape,
  batch: number,
  keepDims: boolean,
  input: KernelInput,
): ReadInput {
  const pooled = outputChannels(spec, channels);
  const isFirst = dataFormat === 'channelsFirst';
  const kept = isFirst ? [batch, pooled, 1] : [batch, 1, pooled];
  const seen = keepDims ? kept : [batch, pooled];
  const wanted = isTexture(input) ? seen : outputShape(spec, [batch, ...given], { dataFormat, keepDims });
  const ones = wanted.slice(2).map(() => 1);
  const words = `[${['batch', ...(isFirst ? ['channels', ...ones] : [...ones, 'channels'])].join(', ')}]`;
  const read = readInput(spec.type, 'dy', words, wanted, input);
  if (![wanted, seen].some((shape) => read.shape.join() === shape.join())) {
    throw new GgemError(
      'shape',
      `${spec.type}: dy must have shape ${words} = [${wanted.join(', ')}], but [${read.shape.join(', ')}] came. Give one value for each pooled one.`,
    );
  }
  return isImage && keepDims ? reshaped(read, seen) : read;
}
