import {
  checkOffsets,
  checkValues,
  GgemError,
  outputChannels,
  type PoolingSpec,
  refusesNegatives,
} from '@ggem/core';
import { longestFor, type RaggedShape, rounded, tokenIndexOf } from '@ggem/kernels';
import { type PoolingInput, type ReadInput, readInput } from './poolingInput.ts';
import { hostValues, mapped, type PoolingInputs, present, readUpstream, shapesOf } from './readInputs.ts';
import { readParameters } from './readParameters.ts';

/** What a ragged pooling takes besides tokens and offsets. */
export type RaggedInputs = Omit<PoolingInputs, 'batch'>;

/** Inputs of one ragged call after all checks. */
export interface ReadRagged {
  /** The sizes that kernels are made for; `total` is rounded up, and what lies behind the tokens is never counted. */
  readonly shape: RaggedShape;
  /** How many tokens came. */
  readonly total: number;
  readonly values: Readonly<Record<string, ReadInput>>;
  readonly parameters: Readonly<Record<string, ReadInput>>;
  readonly tokenIndex: Float32Array;
}

/** Applies core's rules to the inputs of a ragged call. */
export function readRagged(
  spec: PoolingSpec,
  channels: number,
  tokens: PoolingInput,
  offsets: readonly number[],
  { mask, tokenWeights, parameters = {} }: RaggedInputs,
  dy?: PoolingInput,
): ReadRagged {
  const operation = spec.type;
  const axes = '[total, channels]';
  const lengths = [offsets.at(-1) ?? 0, channels];
  const x = readInput({ operation, name: 'tokens', axes, lengths, isOpen: true, input: tokens });
  const total = x.shape[0]!;
  if (x.shape.length !== 2 || x.shape[1] !== channels) {
    throw new GgemError(
      'shape',
      `${operation}: tokens must have shape ${axes} = [${total}, ${channels}], but [${x.shape.join(', ')}] came. Make a pooling for that shape.`,
    );
  }
  const perToken = (name: string, input: PoolingInput | undefined): ReadInput | undefined =>
    input && readInput({ operation, name, axes: '[total]', lengths: [total], input });
  const given = {
    tokens: x,
    mask: perToken('mask', mask),
    tokenWeights: perToken('tokenWeights', tokenWeights),
  };
  const live = readParameters(spec, channels, parameters);
  checkOffsets(spec, offsets, {
    tokens: x.shape,
    mask: given.mask?.shape,
    tokenWeights: given.tokenWeights?.shape,
    parameters: shapesOf(live),
  });
  const images = offsets.length - 1;
  const upstream = dy && readUpstream(spec, [images, outputChannels(spec, channels)], dy);
  const host = { mask: hostValues(given.mask), tokenWeights: hostValues(given.tokenWeights) };
  checkValues(spec, { ...host, parameters: mapped(live, hostValues) });
  if (refusesNegatives(spec)) checkEach(spec, offsets, channels, hostValues(x), host);
  const shape = { images, longest: longestFor(spec, offsets), total: rounded(total) };
  return {
    shape,
    total,
    values: present({ ...given, dy: upstream }),
    parameters: live,
    tokenIndex: tokenIndexOf(operation, offsets, shape.total),
  };
}

/** Checks the values of tokens image by image, since each has its own prefix. */
function checkEach(
  spec: PoolingSpec,
  offsets: readonly number[],
  channels: number,
  tokens: Float32Array | undefined,
  { mask, tokenWeights }: Readonly<Record<'mask' | 'tokenWeights', Float32Array | undefined>>,
): void {
  if (!tokens) return;
  offsets.slice(1).forEach((end, image) => {
    const begin = offsets[image]!;
    checkValues(spec, {
      tokens: {
        data: tokens.subarray(begin * channels, end * channels),
        shape: [1, end - begin, channels],
      },
      mask: mask?.subarray(begin, end),
      tokenWeights: tokenWeights?.subarray(begin, end),
    });
  });
}
