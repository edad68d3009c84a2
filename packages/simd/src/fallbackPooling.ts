import {
  type FlatOptions,
  outputChannels,
  type PoolingSpec,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
} from '@ggem/core';
import { checkCall, checkLength } from './checkCall.ts';
import type { FlatGradientCall, FlatPooling } from './simdPooling.ts';
import type { Shape, TokenArray } from './tokenArray.ts';
import { plainNumbers } from './tokenData.ts';

/** A pooling without kernels: core's own loops over plain arrays, for engines without SIMD and for poolings without kernels. */
export function createFallbackPooling(spec: PoolingSpec, channels: number): FlatPooling {
  const check = (tokens: TokenArray, call: FlatOptions) => {
    checkCall(spec, channels, tokens, call);
    return { data: plainNumbers(spec, tokens.data), shape: tokens.shape };
  };
  const outputs = outputChannels(spec, channels);
  const pool = (tokens: TokenArray, call: FlatOptions = {}): Float32Array =>
    Float32Array.from(poolArray(check(tokens, call), spec, call));
  const gradient = (
    tokens: TokenArray,
    dy: ArrayLike<number>,
    { into: place, ...call }: FlatGradientCall = {},
  ) => {
    const plain = check(tokens, call);
    checkLength(spec, 'dy', dy, [tokens.shape[0], outputs]);
    if (place) checkLength(spec, 'into', place, tokens.shape);
    const { tokens: dx, parameters } = poolArrayGradient(plain, spec, dy, call);
    const into = place ?? new Float32Array(dx.length);
    into.set(dx);
    const byName = Object.entries(parameters).map(([name, values]) => [name, Float32Array.from(values)]);
    return { tokens: into, parameters: Object.fromEntries(byName) as Record<string, Float32Array> };
  };
  return {
    spec,
    channels,
    outputChannels: outputs,
    allocate: (shape) => ({ data: new Float32Array(size(shape)), shape }),
    allocateFloat16: (shape) => ({ data: new Uint16Array(size(shape)), shape }),
    pool,
    gradient,
    poolingWeights: (tokens, call = {}) =>
      Float32Array.from(poolingWeightsArray(check(tokens, call), spec, call)),
    poolParallel: async (tokens, call) => pool(tokens, call),
    gradientParallel: async (tokens, dy, call) => gradient(tokens, dy, call),
    dispose: () => {},
  };
}

function size([batch, count, channels]: Shape): number {
  return batch * count * channels;
}
