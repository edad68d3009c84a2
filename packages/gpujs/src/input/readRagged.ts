import { checkOptions, GgemError, outputChannels, type PoolingSpec, sizeOf, tokenOptions } from '@ggem/core';
import { checkRagged, longestFor, present, type RaggedShape, rounded, tokenIndexOf } from '@ggem/kernels';
import { isTexture, type KernelInput, type ReadInput, readInput, reshaped } from './kernelInput.ts';
import type { PoolingInputs } from './readInputs.ts';
import { readParameters } from './readParameters.ts';

/** Inputs of one ragged call after all checks, in the shapes that kernels read. */
export interface ReadRagged {
  readonly shape: RaggedShape;
  /** How many tokens came, without padding. */
  readonly total: number;
  readonly values: Readonly<Record<string, ReadInput>>;
  readonly parameters: Readonly<Record<string, ReadInput>>;
  readonly tokenIndex: Float32Array;
}

/**
 * Applies core's rules to the inputs of a ragged call. With `rounds`, tokens are padded to a rounded number, so that batches
 * of similar size share their kernels.
 */
export function readRagged(
  spec: PoolingSpec,
  channels: number,
  rounds: boolean,
  tokens: KernelInput,
  offsets: readonly number[],
  inputs: PoolingInputs,
  dy?: KernelInput,
): ReadRagged {
  checkOptions<PoolingInputs>(spec.type, inputs, tokenOptions);
  const { mask, tokenWeights, parameters = {} } = inputs;
  const x = readInput(spec.type, 'tokens', '[total, channels]', [null, channels], tokens);
  const total = x.shape[0]!;
  checkShape(spec, 'tokens', '[total, channels]', [total, channels], x, 'Make a pooling for that shape.');
  const perToken = (name: string, input: KernelInput | undefined): ReadInput | undefined =>
    input && readInput(spec.type, name, '[total]', [total], input);
  const [maskRead, weightsRead] = [perToken('mask', mask), perToken('tokenWeights', tokenWeights)];
  const live = readParameters(spec, channels, parameters);
  checkRagged(spec, offsets, { tokens: x, mask: maskRead, tokenWeights: weightsRead }, live);
  const images = offsets.length - 1;
  const pooled = [images, outputChannels(spec, channels)];
  const upstream = dy && readInput(spec.type, 'dy', '[batch, channels]', pooled, dy);
  if (upstream)
    checkShape(spec, 'dy', '[batch, channels]', pooled, upstream, 'Give one value for each pooled one.');
  const isPadded = rounds && ![x, maskRead, weightsRead].some((one) => one && isTexture(one.value));
  const shape: RaggedShape = {
    images,
    longest: longestFor(spec, offsets),
    total: isPadded ? rounded(total) : total,
  };
  const given = {
    tokens: padded(x, shape.total),
    mask: maskRead && padded(maskRead, shape.total),
    tokenWeights: weightsRead && padded(weightsRead, shape.total),
    dy: upstream,
  };
  return {
    shape,
    total,
    values: present(given),
    parameters: live,
    tokenIndex: tokenIndexOf(spec.type, offsets, shape.total),
  };
}

function padded(input: ReadInput, total: number): ReadInput {
  const [length, ...inner] = input.shape as [number, ...number[]];
  if (length === total) return input;
  const values = new Float32Array(total * sizeOf(inner));
  values.set(input.host!());
  return reshaped({ ...input, host: () => values }, [total, ...inner]);
}

function checkShape(
  { type }: PoolingSpec,
  name: string,
  words: string,
  wanted: readonly number[],
  { shape }: ReadInput,
  fix: string,
): void {
  if (shape.join() === wanted.join()) return;
  throw new GgemError(
    'shape',
    `${type}: ${name} must have shape ${words} = [${wanted.join(', ')}], but [${shape.join(', ')}] came. ${fix}`,
  );
}
