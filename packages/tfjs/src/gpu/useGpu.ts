import { glsl } from '@ggem/kernels';
import * as tf from '@tensorflow/tfjs';
import { type FastKernelConfig, poolGradientKernel, poolKernel } from '../fastKernels.ts';
import { type KernelFunctions, kernelFunctions } from './kernelFunctions.ts';
import { webglBackend } from './webgl.ts';
import { tfjsWgsl, type WebGpuBackend, webgpuBackend } from './webgpu.ts';

/** Kernels that are plugged in. */
export interface PluggedGpu {
  /** Takes the kernels out again. */
  readonly stop: () => void;
}

/**
 * Plugs fused kernels into tfjs: from then on `pool` and the layers run on them, forward and gradients, on the webgl and
 * webgpu backends. Results are the same; second derivatives are computed by tfjs's own operations.
 *
 * ```ts
 * useGpu();
 * const embedding = pool(tokens, { type: 'ggem', groups: 12 });
 * ```
 */
export function useGpu(): PluggedGpu {
  pullOut();
  const functions = {
    webgl: kernelFunctions((backend) => webglBackend(backend as tf.MathBackendWebGL), glsl),
    webgpu: kernelFunctions((backend) => webgpuBackend(backend as WebGpuBackend), tfjsWgsl),
  };
  for (const [backendName, own] of Object.entries(functions)) plugIn(backendName, own);
  return { stop: pullOut };
}

const backendNames = ['webgl', 'webgpu'];

function plugIn(backendName: string, { pool, gradient }: KernelFunctions): void {
  const config: FastKernelConfig = {
    kernelName: poolKernel,
    backendName,
    kernelFunc: pool,
    supports: () => true,
  };
  tf.registerKernel(config);
  tf.registerKernel({ kernelName: poolGradientKernel, backendName, kernelFunc: gradient });
}

function pullOut(): void {
  for (const backendName of backendNames) {
    for (const name of [poolKernel, poolGradientKernel]) {
      if (tf.getKernel(name, backendName)) tf.unregisterKernel(name, backendName);
    }
  }
}
