import * as tf from '@tensorflow/tfjs';

type Run = (...args: readonly unknown[]) => unknown;

/** How many programs a webgl or webgpu backend launches while something is computed. */
export function countPrograms(compute: () => unknown): number {
  const backend = tf.backend() as unknown as Record<string, Run>;
  const method = tf.getBackend() === 'webgl' ? 'runWebGLProgram' : 'runWebGPUProgram';
  const original = backend[method]!;
  let count = 0;
  backend[method] = (...args) => {
    count++;
    return original.apply(backend, [...args]);
  };
  try {
    tf.tidy(() => void compute());
  } finally {
    // The method of the class shows again.
    delete backend[method];
  }
  return count;
}
