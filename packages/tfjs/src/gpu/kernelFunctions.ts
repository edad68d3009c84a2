import { parametersOf } from '@ggem/core';
import {
  argumentName,
  gradientName,
  type KernelTarget,
  type Plan,
  planPooling,
  type Task,
} from '@ggem/kernels';
import type * as tf from '@tensorflow/tfjs';
import type { PoolAttributes } from '../fastKernels.ts';
import type { GpuBackend, GpuKernel } from './gpuBackend.ts';

/** The kernels of tfjs that run poolings on a backend. */
export interface KernelFunctions {
  readonly pool: tf.KernelFunc;
  readonly gradient: tf.KernelFunc;
}

type Arguments = Readonly<Record<string, tf.TensorInfo>>;

/** How many plans are kept. A model rarely has more poolings, in more shapes. */
const kept = 64;

/** Runs poolings by kernels of a language. */
export function kernelFunctions<K extends GpuKernel>(
  open: (backend: unknown) => GpuBackend<K>,
  target: KernelTarget<K>,
): KernelFunctions {
  const plans = new Map<string, Plan<K>>();

  const planFor = (task: Task, call: Call): Plan<K> => {
    const { spec, shape, given, parameters, grid } = call;
    const key = JSON.stringify([task, spec, shape, given, parameters, grid]);
    const known = plans.get(key);
    const [batch, tokens, channels] = shape;
    const inputs = { given, live: parameters, parameterValues: {} };
    const plan = known ?? planPooling(task, spec, { batch, tokens, channels, grid, ...inputs }, target);
    // A map keeps the order of insertion: the plan used last is the last.
    plans.delete(key);
    plans.set(key, plan);
    if (plans.size > kept) plans.delete(plans.keys().next().value!);
    return plan;
  };

  /** Runs the kernels of a task. Gives its results by name, and frees what lies between. */
  const run = (task: Task, backend: unknown, call: Call): Record<string, tf.TensorInfo> => {
    const { kernels, results } = planFor(task, call);
    const gpu = open(backend);
    const made: Record<string, tf.TensorInfo> = {};
    for (const kernel of kernels) made[kernel.name] = gpu.run(kernel, { ...call.args, ...made });
    const wanted = new Set(results);
    for (const [name, tensor] of Object.entries(made)) if (!wanted.has(name)) gpu.dispose(tensor);
    return made;
  };

  return {
    pool: ({ inputs, attrs, backend }) => {
      const call = callOf(inputs, attrs);
      const { pooled } = run('pooled', backend, call);
      return { ...pooled!, shape: [call.shape[0], 1, pooled!.shape.at(-1)!] };
    },
    gradient: ({ inputs, attrs, backend }) => {
      const call = callOf(inputs, attrs);
      const results = run('gradient', backend, call);
      return [
        { ...results.dx!, shape: [...call.shape] },
        ...call.parameters.map((name) => ({
          ...results[gradientName(name)]!,
          shape: [...inputs[name]!.shape],
        })),
      ];
    },
  };
}

/** The arguments of a kernel of tfjs, as the kernels of a plan want them. */
interface Call extends PoolAttributes {
  readonly shape: readonly [batch: number, tokens: number, channels: number];
  readonly given: readonly string[];
  readonly args: Arguments;
}

function callOf(inputs: tf.NamedTensorInfoMap, attrs: unknown): Call {
  const attributes = attrs as PoolAttributes;
  const { spec, parameters } = attributes;
  const shape = inputs.tokens!.shape as [number, number, number];
  const [batch, tokens, channels] = shape;
  const given = ['mask', 'tokenWeights'].filter((name) => inputs[name] !== undefined);
  const shapes = new Map(parametersOf(spec, channels).map((parameter) => [parameter.name, parameter.shape]));
  const as = (name: string, lengths: readonly number[]): tf.TensorInfo => ({
    ...inputs[name]!,
    shape: [...lengths],
  });
  return {
    ...attributes,
    shape,
    given,
    args: {
      tokens: inputs.tokens!,
      ...Object.fromEntries(given.map((name) => [name, as(name, [batch, tokens])])),
      ...(inputs.dy && { dy: as('dy', [batch, inputs.dy.shape[2]!]) }),
      ...Object.fromEntries(parameters.map((name) => [argumentName(name), as(name, shapes.get(name)!)])),
    },
  };
}
