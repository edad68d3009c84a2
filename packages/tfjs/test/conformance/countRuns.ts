import * as tf from '@tensorflow/tfjs';
import { poolGradientKernel, poolKernel } from '../../src/fastKernels.ts';

/** How often the kernels for whole poolings ran. */
export interface Runs {
  readonly forward: number;
  readonly gradient: number;
}

/** Counts how often the kernels of a backend run until it is asked. */
export function countRuns(backendName: string): () => Runs {
  const counts: Record<string, number> = { [poolKernel]: 0, [poolGradientKernel]: 0 };
  const originals = Object.keys(counts).map((kernelName) => tf.getKernel(kernelName, backendName));
  for (const original of originals) {
    replace({
      ...original,
      kernelFunc: (params) => {
        counts[original.kernelName]!++;
        return original.kernelFunc(params);
      },
    });
  }
  return () => {
    originals.forEach(replace);
    return { forward: counts[poolKernel]!, gradient: counts[poolGradientKernel]! };
  };
}

function replace(config: tf.KernelConfig): void {
  tf.unregisterKernel(config.kernelName, config.backendName);
  tf.registerKernel(config);
}
