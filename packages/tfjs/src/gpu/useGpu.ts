import type { PoolingSpecInput } from '@ggem/core/bare';
import { parseSpec } from '@ggem/core/bare';
import { glsl } from '@ggem/kernels';
import * as tf from '@tensorflow/tfjs';
import { type FastKernelConfig, fastKernel, poolGradientKernel, poolKernel } from '../fastKernels.ts';
import { kernelFunctions } from './kernelFunctions.ts';
import { webglBackend } from './webgl.ts';
import { tfjsWgsl, type WebGpuBackend, webgpuBackend } from './webgpu.ts';

/** Kernels that are plugged in. */
export interface PluggedGpu {
  /**
   * Whether a pooling runs by kernels on the current backend: on webgpu, and on webgl where that is version 2. Elsewhere
   * tfjs's own operations run, with the same results.
   */
  readonly runs: (spec: PoolingSpecInput) => boolean;
  /** Takes the kernels out again. */
  readonly stop: () => void;
}

/**
 * Plugs fused kernels into tfjs: from then on `pool`, `poolRagged` and the layers run on them, forward and gradients, on the
 * webgl and webgpu backends. Every pooling and every input has kernels, results are the same; second derivatives are
 * computed by tfjs's own operations.
 *
 * ```ts
 * useGpu();
 * const embedding = pool(tokens, { type: 'ggem', groups: 12 });
 * ```
 *
 * A pooling on a backend whose graphics context or device was lost throws a `GgemError` with code `unavailable`.
 */
export function useGpu(): PluggedGpu {
  // A second call takes the place of the first.
  pullOut();
  const functions = {
    webgl: kernelFunctions((backend) => webglBackend(backend as tf.MathBackendWebGL), glsl),
    webgpu: kernelFunctions((backend) => webgpuBackend(backend as WebGpuBackend), tfjsWgsl),
  };
  for (const [backendName, { pool, gradient }] of Object.entries(functions)) {
    const config: FastKernelConfig = {
      kernelName: poolKernel,
      backendName,
      kernelFunc: pool,
      supports: () => backendName === 'webgpu' || tf.env().getNumber('WEBGL_VERSION') === 2,
      takesChannelsFirst: true,
      takesRagged: true,
    };
    tf.registerKernel(config);
    tf.registerKernel({ kernelName: poolGradientKernel, backendName, kernelFunc: gradient });
  }
  return { runs: (spec) => fastKernel(parseSpec(spec)) !== undefined, stop: pullOut };
}

function pullOut(): void {
  for (const backendName of ['webgl', 'webgpu']) {
    for (const name of [poolKernel, poolGradientKernel]) {
      if (tf.getKernel(name, backendName)) tf.unregisterKernel(name, backendName);
    }
  }
}
