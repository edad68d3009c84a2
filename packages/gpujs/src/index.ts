export { createPooling, type Matrix, type Pooling } from './createPooling.ts';
export {
  createPoolingGradient,
  type PoolingGradient,
  type PoolingGradients,
} from './createPoolingGradient.ts';
export { createPoolingWeights } from './createPoolingWeights.ts';
export type { Device } from './device.ts';
export type { GpuTexture, KernelInput, NestedArray } from './kernelInput.ts';
export type { Kernels, PoolingOptions } from './poolingKernels.ts';
export type { PoolingInputs, PoolingShape } from './readInputs.ts';
