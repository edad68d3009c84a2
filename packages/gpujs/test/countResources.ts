import type { GPU } from 'gpu.js';
import { vi } from 'vitest';
import { kernelsOf } from '../src/runtime/compiledKernels.ts';

/** Counts, from now on, what is created and not freed on a device: textures of WebGL, buffers of WebGPU, else kernels. */
export function countResources(device: string, gpu: GPU): () => number {
  if (device === 'webgl2') {
    const made = vi.spyOn(WebGL2RenderingContext.prototype, 'createTexture');
    const freed = vi.spyOn(WebGL2RenderingContext.prototype, 'deleteTexture');
    return () => made.mock.calls.length - freed.mock.calls.length;
  }
  if (device === 'webgpu') {
    const made = vi.spyOn(GPUDevice.prototype, 'createBuffer');
    const freed = vi.spyOn(GPUBuffer.prototype, 'destroy');
    return () => made.mock.calls.length - freed.mock.calls.length;
  }
  return () => kernelsOf(gpu).length;
}
