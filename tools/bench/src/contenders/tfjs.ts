import type * as Tf from '@tensorflow/tfjs';
import type { Contender, Host, Job } from '../contender.ts';
import type { Workload } from '../workload.ts';
import { countPrograms } from './support/countPrograms.ts';
import { type Entry, loadKernels, plugKernels } from './support/plugKernels.ts';
import { startTfjs } from './support/startTfjs.ts';

type Parameters = Readonly<Record<string, Tf.Tensor>>;
type Pool = (tf: typeof Tf, workload: Workload, x: Tf.Tensor, parameters: Parameters) => Tf.Tensor;

const eps = 1e-6;

/** Clip, power, mean, root, as every GeM in tfjs is written. */
const naive: Pool = (tf, { pooling }, x, { p }) => {
  if (pooling.type === 'max') return tf.max(x, 1);
  if (p === undefined) return tf.mean(x, 1);
  return tf.pow(tf.mean(tf.pow(tf.clipByValue(x, eps, 3e38), p), 1), tf.div(1, p));
};

const backends: readonly (readonly [device: string, hosts: readonly Host[]])[] = [
  ['wasm', ['node', 'browser']],
  ['cpu', ['node', 'browser']],
  ['webgl', ['browser']],
  ['webgpu', ['browser']],
];

interface Way extends Pick<Contender, 'how' | 'variant'> {
  /** The entry whose kernels it runs, and where these are. */
  readonly entry?: Entry;
  readonly on?: readonly string[];
}

const ways: readonly Way[] = [
  { how: 'naive' },
  { how: 'ours', variant: '@ggem/tfjs' },
  { how: 'ours', variant: '@ggem/tfjs/simd', entry: 'simd', on: ['wasm', 'cpu'] },
  { how: 'ours', variant: '@ggem/tfjs/gpu', entry: 'gpu', on: ['webgl', 'webgpu'] },
];

/** `@tensorflow/tfjs` on its backends: in its own operations, through `@ggem/tfjs`, and with the kernels plugged in. */
export const contenders: readonly Contender[] = backends.flatMap(([device, hosts]) =>
  ways
    .filter(({ on }) => on?.includes(device) ?? true)
    .map(
      ({ how, variant, entry }): Contender => ({
        adapter: 'tfjs',
        device,
        how,
        ...(variant !== undefined && { variant }),
        hosts,
        can: ({ query }) => how === 'ours' || query === undefined,
        open: async () => {
          const tf = await startTfjs(device);
          if (entry) await loadKernels(tf, entry);
          const pool = how === 'naive' ? naive : await ours();
          return { prepare: (workload) => prepare(tf, { device, entry }, workload, pool) };
        },
      }),
    ),
);

async function ours(): Promise<Pool> {
  const { pool } = await import('@ggem/tfjs');
  return (_, { pooling }, x, parameters) => pool(x, pooling, { parameters });
}

interface Place {
  readonly device: string;
  readonly entry: Entry | undefined;
}

async function prepare(
  tf: typeof Tf,
  { device, entry }: Place,
  workload: Workload,
  pool: Pool,
): Promise<Job> {
  const { x, dy, p, query, pooling, batch, tokens, channels, pass } = workload;
  const activate = async (): Promise<void> => {
    plugKernels(tf, entry);
    if (tf.getBackend() !== device) await tf.setBackend(device);
  };
  await activate();
  const isHost = device === 'wasm' || device === 'cpu';
  const input = tf.tensor(x, [batch, tokens, channels]);
  const upstream = tf.tensor(dy, [batch, channels]);
  // Code by hand repeats the exponent of a group for each of its channels.
  const exponents = p && tf.tensor(pool === naive && pooling.type === 'ggem' ? p : perGroup(pooling));
  const parameters: Parameters = {
    ...(exponents && { p: exponents }),
    ...(query && { 'attend.query': tf.tensor(query, [query.length / channels, channels]) }),
  };
  const names = Object.keys(parameters);
  let last: Tf.Tensor | undefined;
  const compute = (): Tf.Tensor => {
    if (pass === 'forward') return pool(tf, workload, input, parameters);
    const inputs = [input, ...names.map((name) => parameters[name]!)];
    const [dx] = tf.grads((given, ...live) =>
      pool(tf, workload, given, Object.fromEntries(names.map((name, i) => [name, live[i]!]))),
    )(inputs, upstream);
    return dx!;
  };
  const run = (): Tf.Tensor => {
    last?.dispose();
    last = tf.tidy(compute);
    return last;
  };
  return {
    activate,
    run: isHost
      ? () => void run()
      : async () => {
          // A graphics card computes when something is read; one value is enough.
          const whole = run();
          const one = tf.tidy(() => tf.slice(tf.reshape(whole, [-1]), 0, 1));
          await one.data();
          one.dispose();
        },
    result: () => last!.data(),
    programs: () => countPrograms(tf, run),
    dispose: async () => {
      await activate();
      tf.dispose([input, upstream, parameters, ...(last ? [last] : [])]);
    },
  };
}

function perGroup(pooling: Workload['pooling']): number[] {
  return 'p' in pooling ? [pooling.p].flat().map(Number) : [];
}
