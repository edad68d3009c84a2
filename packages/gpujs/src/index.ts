export { createPooling, type KeptAxes, type Matrix, type Pooling } from './createPooling.ts';
export {
  createPoolingGradient,
  type PoolingGradient,
  type PoolingGradients,
} from './createPoolingGradient.ts';
export { createPoolingWeights } from './createPoolingWeights.ts';
export {
  createRaggedPooling,
  createRaggedPoolingGradient,
  createRaggedPoolingWeights,
  type RaggedPooling,
  type RaggedPoolingGradient,
} from './createRaggedPooling.ts';
export type { Device } from './device.ts';
export type { ImageShape, PoolingShape, TokenShape } from './inputShape.ts';
export type { GpuTexture, KernelInput, NestedArray } from './kernelInput.ts';
export type { Kernels } from './kernelSets.ts';
export type { PoolingOptions, ResultOptions } from './poolingKernels.ts';
export type { RaggedOptions } from './raggedKernels.ts';
export type { PoolingInputs } from './readInputs.ts';
export type { GivenParameters } from './readParameters.ts';
