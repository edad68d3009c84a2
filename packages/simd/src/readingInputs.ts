import {
  checkOptions,
  type KnownOptions,
  type NumbersInput,
  readNumbers,
  readOptions,
  tokenOptions,
} from '@ggem/core';
import { readTokens } from './readTokens.ts';
import type { FlatGradientCall, FlatPooling, GradientCall, PoolCall, SimdPooling } from './simdPooling.ts';
import type { TokenArray, TokenInput } from './tokenArray.ts';

const gradientCall: KnownOptions<GradientCall> = { ...tokenOptions, into: true };

/** A pooling of flat arrays that takes inputs as they come. */
export function readingInputs(pooling: FlatPooling): SimdPooling {
  const { spec } = pooling;
  const read = (
    input: TokenInput,
    call: GradientCall = {},
    known: KnownOptions<PoolCall> = tokenOptions,
  ): [TokenArray, FlatGradientCall] => {
    checkOptions<PoolCall>(spec.type, call, known);
    const tokens = readTokens(spec, input);
    const { mask, tokenWeights, parameters } = readOptions(spec, tokens.shape.slice(0, 2), call);
    return [tokens, { mask, tokenWeights, parameters, into: call.into }];
  };
  const readGradient = (input: TokenInput, dy: NumbersInput, call?: GradientCall) => {
    const [tokens, flat] = read(input, call, gradientCall);
    return [tokens, readNumbers(spec.type, 'dy', dy, 'real').data, flat] as const;
  };
  return {
    spec,
    channels: pooling.channels,
    outputChannels: pooling.outputChannels,
    allocate: (shape) => pooling.allocate(shape),
    allocateFloat16: (shape) => pooling.allocateFloat16(shape),
    pool: (tokens, call?: PoolCall) => pooling.pool(...read(tokens, call)),
    gradient: (tokens, dy, call) => pooling.gradient(...readGradient(tokens, dy, call)),
    poolingWeights: (tokens, call?: PoolCall) => pooling.poolingWeights(...read(tokens, call)),
    poolParallel: async (tokens, call?: PoolCall) => pooling.poolParallel(...read(tokens, call)),
    gradientParallel: async (tokens, dy, call) => pooling.gradientParallel(...readGradient(tokens, dy, call)),
    dispose: () => pooling.dispose(),
  };
}
