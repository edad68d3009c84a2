export { definePooling } from '@ggem/core';
export { loadSimd, type Simd, type SimdBuild, type SimdOptions } from './loadSimd.ts';
export type { GradientCall, PoolCall, SimdGradient, SimdPooling } from './simdPooling.ts';
export { SimdStream } from './streaming/SimdStream.ts';
export type { HalfFloats, Shape, TokenArray, TokenData, TokenInput } from './tokenArray.ts';
