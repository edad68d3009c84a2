export { definePooling } from '@ggem/core';
export { loadSimd, type Simd, type SimdBuild, type SimdOptions } from './loadSimd.ts';
export type { TokenInput } from './readTokens.ts';
export type {
  GradientCall,
  HalfFloats,
  PoolCall,
  Shape,
  SimdGradient,
  SimdPooling,
  TokenArray,
  TokenData,
} from './simdPooling.ts';
export { SimdStream } from './streaming/SimdStream.ts';
