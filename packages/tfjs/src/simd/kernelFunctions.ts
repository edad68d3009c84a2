import type { PoolingSpec } from '@ggem/core/bare';
import { hasKernels, type Simd, type SimdPooling } from '@ggem/simd';
import type * as tf from '@tensorflow/tfjs';
import type { PoolAttributes } from '../fastKernels.ts';
import { hostTensors } from './hostTensors.ts';

/** The kernels, for each backend. */
export interface KernelFunctions {
  readonly supports: (spec: PoolingSpec) => boolean;
  readonly pool: (backendName: string) => tf.KernelFunc;
  readonly gradient: (backendName: string) => tf.KernelFunc;
  readonly dispose: () => void;
}

/** How many poolings keep their memory. A model rarely has more. */
const kept = 32;

/** Runs the poolings of `@ggem/simd` on tensors, reading and writing them where they lie. */
export function kernelFunctions(simd: Simd): KernelFunctions {
  const poolings = new Map<string, SimdPooling>();

  const poolingFor = (spec: PoolingSpec, channels: number): SimdPooling => {
    const key = `${channels} ${JSON.stringify(spec)}`;
    const pooling = poolings.get(key) ?? simd.createPooling(spec, { channels });
    // A map keeps the order of insertion: the pooling used last is the last.
    poolings.delete(key);
    poolings.set(key, pooling);
    if (poolings.size > kept) {
      const [oldest, unused] = poolings.entries().next().value!;
      poolings.delete(oldest);
      unused.dispose();
    }
    return pooling;
  };

  return {
    // The others run there in plain TypeScript, where tfjs is faster.
    supports: (spec) => hasKernels(spec) && (spec.after ?? []).length === 0,
    pool: (backendName) => (params) => {
      const { host, spec, inputs, shape, call } = open(params, backendName);
      const pooling = poolingFor(spec, shape[2]);
      const y = host.make([shape[0], pooling.outputChannels]);
      const [target, ...values] = host.read([y, ...inputs]);
      const { tokens, ...rest } = call(values);
      target!.set(pooling.pool({ data: tokens, shape }, rest));
      return y;
    },
    gradient: (backendName) => (params) => {
      const { host, spec, inputs, shape, call, tokens: like, parameters, names } = open(params, backendName);
      const pooling = poolingFor(spec, shape[2]);
      const results = [like, ...parameters].map((input) => host.make([...input.shape]));
      const all = host.read([...results, ...inputs]);
      const [into, ...targets] = all.slice(0, results.length);
      const { tokens, dy, ...rest } = call(all.slice(results.length));
      const gradient = pooling.gradient({ data: tokens, shape }, dy!, { ...rest, into: into! });
      names.forEach((name, i) => {
        targets[i]!.set(gradient.parameters[name]!);
      });
      return results;
    },
    dispose: () => {
      for (const pooling of poolings.values()) pooling.dispose();
      poolings.clear();
    },
  };
}

type KernelParams = Parameters<tf.KernelFunc>[0];

/** The arguments of a kernel by name. */
function open({ inputs, attrs, backend }: KernelParams, backendName: string) {
  const { spec, parameters } = attrs as unknown as PoolAttributes;
  const names = Object.keys(inputs);
  return {
    host: hostTensors[backendName]!(backend),
    spec,
    inputs: names.map((name) => inputs[name]!),
    tokens: inputs.tokens!,
    shape: inputs.tokens!.shape as [number, number, number],
    parameters: parameters.map((name) => inputs[name]!),
    /** The names of the parameters. */
    names: parameters,
    /** The arguments of a pooling, from the values of all inputs. */
    call: (values: readonly Float32Array[]) => {
      const value = (name: string): Float32Array | undefined => values[names.indexOf(name)];
      return {
        tokens: value('tokens')!,
        dy: value('dy'),
        mask: value('mask'),
        tokenWeights: value('tokenWeights'),
        parameters: Object.fromEntries(parameters.map((name) => [name, value(name)])),
      };
    },
  };
}
