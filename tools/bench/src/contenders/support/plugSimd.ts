import type * as Tf from '@tensorflow/tfjs';

let kernels: readonly Tf.KernelConfig[] | undefined;
let plugged = false;

/** Loads `@ggem/tfjs/simd`, and takes its kernels out again until a turn wants them. */
export async function loadSimdKernels(tf: typeof Tf): Promise<void> {
  if (kernels) return;
  const { useSimd } = await import('@ggem/tfjs/simd');
  const { build } = await useSimd();
  if (build === 'typescript') throw new Error('this engine has no SIMD');
  kernels = ['wasm', 'cpu'].flatMap((backend) =>
    tf.getKernelsForBackend(backend).filter(({ kernelName }) => kernelName.startsWith('Ggem')),
  );
  plugged = true;
  plugSimd(tf, { isWanted: false });
}

/** Puts the kernels in where a turn wants them, else takes them out. */
export function plugSimd(tf: typeof Tf, { isWanted }: { readonly isWanted: boolean }): void {
  if (isWanted === plugged) return;
  for (const kernel of kernels ?? []) {
    if (isWanted) tf.registerKernel(kernel);
    else tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  }
  plugged = isWanted;
}
