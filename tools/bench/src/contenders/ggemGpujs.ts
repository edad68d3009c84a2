import type { PoolingSpec } from '@ggem/core';
import type { GPU } from 'gpu.js';
import type { Contender, Host, Job } from '../contender.ts';
import type { Workload } from '../workload.ts';
import { cores } from './support/cores.ts';
import { loadGpujs } from './support/loadGpujs.ts';
import { workspacePackage } from './support/workspacePackage.ts';

type Rows = readonly Float32Array[];
type Shape = { readonly tokens: number; readonly channels: number };
interface Call {
  readonly parameters?: Readonly<Record<string, Float32Array>>;
}
interface Pooling {
  (tokens: Float32Array, call: Call): Promise<Rows>;
  readonly destroy: () => void;
}
interface PoolingGradient {
  (tokens: Float32Array, dy: Float32Array, call: Call): Promise<{ readonly tokens: readonly Rows[] }>;
  readonly destroy: () => void;
}

/** The part of `@ggem/gpujs` that is used here. */
interface GgemGpujs {
  readonly createPooling: (gpu: GPU, spec: PoolingSpec, shape: Shape) => Pooling;
  readonly createPoolingGradient: (gpu: GPU, spec: PoolingSpec, shape: Shape) => PoolingGradient;
}

const devices: readonly (readonly [device: string, hosts: readonly Host[]])[] = [
  ['cpu', ['node', 'browser']],
  ['webasm', ['node', 'browser']],
  ['webgl2', ['browser']],
  ['webgpu', ['browser']],
];

/** gpu.js with the kernels of `@ggem/gpujs`. */
export const contenders: readonly Contender[] = devices.map(
  ([device, hosts]): Contender => ({
    adapter: 'gpu.js',
    device,
    how: 'ours',
    variant: '@ggem/gpujs',
    // Its WebAssembly kernels run on a pool of workers.
    threads: device === 'webasm' ? cores() : 1,
    hosts,
    can: () => true,
    open: async () => {
      const ours = await workspacePackage<GgemGpujs>('gpujs');
      const { GPU } = await loadGpujs();
      const gpu = new GPU({ mode: device as 'cpu' });
      return {
        prepare: (workload) => prepare(ours, gpu, workload),
        close: async () => {
          await gpu.destroy();
        },
      };
    },
  }),
);

function prepare(
  { createPooling, createPoolingGradient }: GgemGpujs,
  gpu: GPU,
  { pass, pooling, x, dy, tokens, channels, query }: Workload,
): Job {
  let last: Rows = [];
  const shape = { tokens, channels };
  const call = query ? { parameters: { 'attend.query': query } } : {};
  const result = (): Float32Array => {
    const all = new Float32Array(last.length * channels);
    last.forEach((row, i) => {
      all.set(row, i * channels);
    });
    return all;
  };
  if (pass === 'forward') {
    const pool = createPooling(gpu, pooling, shape);
    return {
      run: async () => {
        last = await pool(x, call);
      },
      result,
      dispose: () => pool.destroy(),
    };
  }
  const gradient = createPoolingGradient(gpu, pooling, shape);
  return {
    run: async () => {
      last = (await gradient(x, dy, call)).tokens.flat();
    },
    result,
    dispose: () => gradient.destroy(),
  };
}
