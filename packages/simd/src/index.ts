export { definePooling } from '@ggem/core';
export { hasKernels } from './hasKernels.ts';
export { loadSimd, type Simd, type SimdBuild, type SimdOptions } from './loadSimd.ts';
export type { MatrixNumbers, ProductCall, SimdProducts } from './products/products.ts';
export type { GradientCall, PoolCall, SimdGradient, SimdPooling } from './simdPooling.ts';
export { SimdStream } from './streaming/SimdStream.ts';
export type { HalfFloats, Shape, TokenArray, TokenData, TokenInput } from './tokenArray.ts';
