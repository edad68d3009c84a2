import { checkOptions, GgemError, outputChannels, type PoolingSpec, tokenOptions } from '@ggem/core';
import { checkRagged, longestFor, present, type RaggedShape, rounded, tokenIndexOf } from '@ggem/kernels';
import { type PoolingInput, type ReadInput, readInput } from './poolingInput.ts';
import { type PoolingInputs, readUpstream } from './readInputs.ts';
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
  inputs: RaggedInputs,
  dy?: PoolingInput,
): ReadRagged {
  checkOptions<RaggedInputs>(spec.type, inputs, tokenOptions);
  const { mask, tokenWeights, parameters = {} } = inputs;
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
  checkRagged(spec, offsets, given, live);
  const images = offsets.length - 1;
  const upstream = dy && readUpstream(spec, [images, outputChannels(spec, channels)], dy);
  const shape = { images, longest: longestFor(spec, offsets), total: rounded(total) };
  return {
    shape,
    total,
    values: present({ ...given, dy: upstream }),
    parameters: live,
    tokenIndex: tokenIndexOf(operation, offsets, shape.total),
  };
}
