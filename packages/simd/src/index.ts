export type { PartialSums } from './partialSums.ts';
export type { PoolCall, Shape, SimdGradient, SimdPooling, TokenArray, TokenData } from './simdPooling.ts';
export { loadSimd, type Simd, type SimdBuild, type SimdOptions } from './loadSimd.ts';
