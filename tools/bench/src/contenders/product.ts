import type { Contender, Host, Job } from '../contender.ts';
import type { Workload } from '../workload.ts';
import { cores } from './support/cores.ts';
import { loadGpujs } from './support/loadGpujs.ts';
import { encodeModel } from './support/onnxGraph.ts';
import { type OnnxRuntime, prepareModel } from './support/runModel.ts';
import { startOnnxNode } from './support/startOnnxNode.ts';
import { startOnnxWeb } from './support/startOnnxWeb.ts';
import { startTfjs } from './support/startTfjs.ts';

type Prepare = (workload: Workload) => Job | Promise<Job>;

interface Place {
  readonly adapter: string;
  readonly device: string;
  /** Default 1. */
  readonly threads?: number;
  readonly hosts: readonly Host[];
  readonly open: () => Promise<Prepare>;
}

const both: readonly Host[] = ['node', 'browser'];

const places: readonly Place[] = [
  ...(['relaxed-simd', 'simd'] as const).map(
    (build): Place => ({
      adapter: '@ggem/simd',
      device: build,
      hosts: both,
      open: async () => {
        const { loadSimd } = await import('@ggem/simd');
        const simd = await loadSimd({ build });
        if (simd.build !== build) throw new Error(`the kernels run as ${simd.build} instead`);
        const products = simd.createProducts();
        return ({ x, query, channels }) =>
          job(() => products.timesTransposed({ a: x, b: query!, length: channels }));
      },
    }),
  ),
  ...(['wasm', 'cpu'] as const).map(
    (device): Place => ({ adapter: 'tfjs', device, hosts: both, open: () => ofTfjs(device) }),
  ),
  {
    adapter: 'onnxruntime-web',
    device: 'wasm',
    hosts: both,
    open: async () => ofOnnx(await startOnnxWeb()),
  },
  {
    adapter: 'onnxruntime-node',
    device: 'cpu',
    hosts: ['node'],
    open: async () => ofOnnx(await startOnnxNode()),
  },
  ...(['cpu', 'webasm'] as const).map(
    (device): Place => ({
      adapter: 'gpu.js',
      device,
      threads: device === 'webasm' ? cores() : 1,
      hosts: both,
      open: () => ofGpujs(device),
    }),
  ),
];

/** The product of tokens and queries alone, in each library: what scores cost before anything is pooled. */
export const contenders: readonly Contender[] = places.map(
  ({ adapter, device, threads = 1, hosts, open }): Contender => ({
    adapter,
    device,
    how: 'baseline',
    variant: 'product of scores',
    threads,
    hosts,
    can: ({ query }) => query !== undefined,
    open: async () => ({ prepare: await open() }),
  }),
);

/** A call whose result is no pooled vector, so that nothing is compared. */
function job(run: () => ArrayLike<number>, dispose: () => void = () => {}): Job {
  let last: ArrayLike<number> = [];
  return {
    run: () => {
      last = run();
    },
    result: () => last,
    unchecked: true,
    dispose,
  };
}

async function ofTfjs(device: string): Promise<Prepare> {
  const tf = await startTfjs(device);
  return async ({ x, query, batch, tokens, channels }) => {
    const activate = () => (tf.getBackend() === device ? true : tf.setBackend(device));
    await activate();
    const rows = tf.tensor2d(x, [batch * tokens, channels]);
    const queries = tf.tensor2d(query!, [query!.length / channels, channels]);
    const multiply = (): ArrayLike<number> => {
      const scores = tf.matMul(rows, queries, false, true);
      scores.dispose();
      return [];
    };
    return { ...job(multiply, () => tf.dispose([rows, queries])), activate };
  };
}

function ofOnnx(runtime: OnnxRuntime): Prepare {
  return (workload) => {
    const { query, channels } = workload;
    const groups = query!.length / channels;
    const floats = Float32Array.from(
      query!,
      (_, i) => query![(i % groups) * channels + Math.floor(i / groups)]!,
    );
    const model = encodeModel(
      [
        { op: 'MatMul', inputs: ['x', 'queries'], output: 'scores' },
        // The output has two axes.
        { op: 'ReduceMax', inputs: ['scores', 'axes'], output: 'y', attributes: { keepdims: 0 } },
      ],
      { queries: { shape: [channels, groups], floats }, axes: { shape: [1], integers: [1] } },
    );
    return prepareModel(runtime, workload, { model, tokens: 'x', output: 'y' }).then((ready) => ({
      ...ready,
      unchecked: true,
    }));
  };
}

const source = `function (x, q) {
  let sum = 0;
  for (let c = 0; c < this.constants.channels; c++) sum += x[this.thread.y][c] * q[this.thread.x][c];
  return sum;
}`;

async function ofGpujs(device: 'cpu' | 'webasm'): Promise<Prepare> {
  const { GPU, Input } = await loadGpujs();
  const gpu = new GPU({ mode: device as 'cpu' });
  return ({ x, query, batch, tokens, channels }) => {
    const groups = query!.length / channels;
    const [rows, queries] = [
      new Input(x as never, [channels, batch * tokens]),
      new Input(query! as never, [channels, groups]),
    ];
    const kernel = gpu.createKernel(source, {
      output: [groups, batch * tokens],
      constants: { channels },
      precision: 'single',
      poolSize: 1,
    });
    return {
      run: async () => void (await kernel(rows as never, queries as never)),
      result: () => [],
      unchecked: true,
      dispose: () => kernel.destroy(),
    };
  };
}
