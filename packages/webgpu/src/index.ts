export { definePooling } from '@ggem/core';
export type { ImageShape, PoolingShape, TokenShape, VolumeShape } from '@ggem/kernels';
export { createPooling, type Pooling } from './api/createPooling.ts';
export {
  createPoolingGradient,
  type PoolingGradient,
  type PoolingGradients,
} from './api/createPoolingGradient.ts';
export { createPoolingWeights } from './api/createPoolingWeights.ts';
export {
  createRaggedPooling,
  createRaggedPoolingGradient,
  createRaggedPoolingWeights,
  type RaggedPooling,
  type RaggedPoolingGradient,
} from './api/createRaggedPooling.ts';
export type { PoolingOptions } from './api/poolingKernels.ts';
export type { RaggedOptions } from './api/raggedKernels.ts';
export type { ResultOf, ResultOptions } from './api/resultOf.ts';
export type { DeviceTensor, PoolingInput } from './input/poolingInput.ts';
export type { PoolingInputs } from './input/readInputs.ts';
export type { GivenParameters } from './input/readParameters.ts';
export type { RaggedInputs } from './input/readRagged.ts';
export type { Kernels } from './runtime/kernelSets.ts';
