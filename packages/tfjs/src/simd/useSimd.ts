import { loadSimd, type SimdBuild, type SimdOptions } from '@ggem/simd';
import * as tf from '@tensorflow/tfjs';
import { type FastKernelConfig, poolGradientKernel, poolKernel } from '../fastKernels.ts';
import { hostTensors } from './hostTensors.ts';
import { type KernelFunctions, kernelFunctions } from './kernelFunctions.ts';

/** Kernels that are plugged in. */
export interface PluggedSimd {
  /** Which build runs. `typescript` means that the engine has no SIMD; then tfjs uses its own operations as before. */
  readonly build: SimdBuild;
  /** Takes the kernels out again and gives their memory back. */
  readonly stop: () => void;
}

/**
 * Plugs the kernels of `@ggem/simd` into tfjs: from then on `pool` and the layers run on them, forward and gradients, on
 * the wasm and cpu backends. Results are the same; second derivatives are computed by tfjs's own operations.
 *
 * ```ts
 * await useSimd();
 * const embedding = pool(tokens, { type: 'ggem', groups: 12 });
 * ```
 *
 * All runs on the calling thread. Throws a `GgemError` with code `unavailable` where the kernels cannot be loaded.
 */
export async function useSimd(options: Omit<SimdOptions, 'threads'> = {}): Promise<PluggedSimd> {
  const simd = await loadSimd(options);
  if (simd.build === 'typescript') return { build: simd.build, stop: () => simd.dispose() };
  const functions = kernelFunctions(simd);
  plugIn(functions);
  return {
    build: simd.build,
    stop: () => {
      pullOut();
      functions.dispose();
      simd.dispose();
    },
  };
}

function plugIn({ pool, gradient, supports }: KernelFunctions): void {
  // A second call takes the place of the first.
  pullOut();
  for (const backendName of Object.keys(hostTensors)) {
    const config: FastKernelConfig = {
      kernelName: poolKernel,
      backendName,
      kernelFunc: pool(backendName),
      supports,
    };
    tf.registerKernel(config);
    tf.registerKernel({ kernelName: poolGradientKernel, backendName, kernelFunc: gradient(backendName) });
  }
}

function pullOut(): void {
  for (const backendName of Object.keys(hostTensors)) {
    for (const name of [poolKernel, poolGradientKernel]) {
      if (tf.getKernel(name, backendName)) tf.unregisterKernel(name, backendName);
    }
  }
}
