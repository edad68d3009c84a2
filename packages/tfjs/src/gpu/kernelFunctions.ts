import { Cache, gradientName, type KernelTarget, type Plan, type Task } from '@ggem/kernels';
import type * as tf from '@tensorflow/tfjs';
import { type Call, callOf } from './call.ts';
import type { GpuBackend, GpuKernel } from './gpuBackend.ts';

/** The kernels of tfjs that run poolings on a backend. */
export interface KernelFunctions {
  readonly pool: tf.KernelFunc;
  readonly gradient: tf.KernelFunc;
}

/** The name that kernels have for where the images of a ragged batch lie. */
const tokenIndexName = 'tokenIndex';

/** How many plans are kept. A model rarely has more poolings, in more shapes. */
const kept = 64;

/** Runs poolings by kernels of a language. */
export function kernelFunctions<K extends GpuKernel>(
  open: (backend: unknown) => GpuBackend<K>,
  target: KernelTarget<K>,
): KernelFunctions {
  const plans = new Cache<Plan<K>>(kept);

  /** Runs the kernels of a task. Gives its results by name, and frees what lies between. */
  const run = (task: Task, backend: unknown, call: Call): Record<string, tf.TensorInfo> => {
    const { kernels, results } = plans.get(`${task} ${call.key}`, () => call.plan(task, target));
    const gpu = open(backend);
    const made: Record<string, tf.TensorInfo> = {};
    if (call.tokenIndex) made[tokenIndexName] = gpu.upload(call.tokenIndex);
    for (const kernel of kernels) made[kernel.name] = gpu.run(kernel, { ...call.args, ...made });
    for (const [name, tensor] of Object.entries(made)) if (!results.includes(name)) gpu.dispose(tensor);
    return made;
  };

  return {
    pool: ({ inputs, attrs, backend }) => run('pooled', backend, callOf(inputs, attrs)).pooled!,
    gradient: ({ inputs, attrs, backend }) => {
      const call = callOf(inputs, attrs);
      const results = run('gradient', backend, call);
      const like = (result: string, input: string): tf.TensorInfo => ({
        ...results[result]!,
        shape: [...inputs[input]!.shape],
      });
      return [like('dx', 'tokens'), ...call.parameters.map((name) => like(gradientName(name), name))];
    },
  };
}
