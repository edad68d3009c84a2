import type * as Tf from '@tensorflow/tfjs';

let kernels: readonly Tf.KernelConfig[] | undefined;
let plugged = false;

/** Loads `@ggem/tfjs/simd` and takes its kernels out again, for turns in which they are not wanted. */
export async function loadSimdKernels(tf: typeof Tf): Promise<void> {
  if (kernels) return;
  const { useSimd } = await import('@ggem/tfjs/simd');
  const { build } = await useSimd();
  if (build === 'typescript') throw new Error('this engine has no SIMD');
  kernels = ['wasm', 'cpu'].flatMap((backend) =>
    tf.getKernelsForBackend(backend).filter(({ kernelName }) => kernelName.startsWith('Ggem')),
  );
  plugged = true;
  plugSimd(tf, false);
}

/** Puts the kernels in or takes them out, as a turn wants it. */
export function plugSimd(tf: typeof Tf, wanted: boolean): void {
  if (wanted === plugged) return;
  for (const kernel of kernels ?? []) {
    if (wanted) tf.registerKernel(kernel);
    else tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  }
  plugged = wanted;
}
