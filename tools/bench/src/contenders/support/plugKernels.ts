import type * as Tf from '@tensorflow/tfjs';

/** Entries of `@ggem/tfjs` that plug kernels in. */
export type Entry = 'simd' | 'gpu';

const backends: Readonly<Record<Entry, readonly string[]>> = {
  simd: ['wasm', 'cpu'],
  gpu: ['webgl', 'webgpu'],
};
const kernels: Partial<Record<Entry, readonly Tf.KernelConfig[]>> = {};
let plugged: Entry | undefined;

/** Loads an entry, and takes its kernels out again until a turn wants them. */
export async function loadKernels(tf: typeof Tf, entry: Entry): Promise<void> {
  if (kernels[entry]) return;
  if (entry === 'simd') {
    const { useSimd } = await import('@ggem/tfjs/simd');
    const { build } = await useSimd();
    if (build === 'typescript') throw new Error('this engine has no SIMD');
  } else {
    const { useGpu } = await import('@ggem/tfjs/gpu');
    useGpu();
  }
  kernels[entry] = backends[entry].flatMap((backend) =>
    tf.getKernelsForBackend(backend).filter(({ kernelName }) => kernelName.startsWith('Ggem')),
  );
  plugged = entry;
  plugKernels(tf, undefined);
}

/** Puts the kernels in that a turn wants, and takes the others out. */
export function plugKernels(tf: typeof Tf, wanted: Entry | undefined): void {
  if (wanted === plugged) return;
  for (const { kernelName, backendName } of (plugged && kernels[plugged]) ?? []) {
    tf.unregisterKernel(kernelName, backendName);
  }
  for (const kernel of (wanted && kernels[wanted]) ?? []) tf.registerKernel(kernel);
  plugged = wanted;
}
