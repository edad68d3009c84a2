import type * as Tf from '@tensorflow/tfjs';

type Run = (...args: readonly unknown[]) => unknown;

const methods: Readonly<Record<string, string>> = { webgl: 'runWebGLProgram', webgpu: 'runWebGPUProgram' };

/** How many programs of a graphics card a computation launches; undefined on other backends. */
export function countPrograms(tf: typeof Tf, compute: () => unknown): number | undefined {
  const method = methods[tf.getBackend()];
  if (method === undefined) return undefined;
  const backend = tf.backend() as unknown as Record<string, Run>;
  const original = backend[method]!;
  let count = 0;
  backend[method] = (...args) => {
    count++;
    return original.apply(backend, [...args]);
  };
  try {
    compute();
  } finally {
    // The method of the class shows again.
    delete backend[method];
  }
  return count;
}
