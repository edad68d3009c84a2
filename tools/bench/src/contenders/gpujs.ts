import type { GPU as Gpu, Input as GpuInput } from 'gpu.js';
import type { Contender, Host, Job } from '../contender.ts';
import type { Workload } from '../workload.ts';
import { loadGpujs } from './support/loadGpujs.ts';

/** One thread for each output, with the definition in a loop, as a user of gpu.js would write it. It is a text, since compilers rename variables of functions. */
const source = `function (x, p) {
  let sum = 0;
  for (let n = 0; n < this.constants.tokens; n++) {
    sum += Math.pow(Math.max(x[this.thread.y][n][this.thread.x], 0.000001), p[this.thread.x]);
  }
  return Math.pow(sum / this.constants.tokens, 1 / p[this.thread.x]);
}`;

const devices: readonly (readonly ['cpu' | 'webasm' | 'webgl2', readonly Host[]])[] = [
  ['cpu', ['node', 'browser']],
  ['webasm', ['node', 'browser']],
  ['webgl2', ['browser']],
];

/** gpu.js with a kernel written by hand; forward only, since gpu.js has no gradients. */
export const contenders: readonly Contender[] = devices.map(
  ([device, hosts]): Contender => ({
    adapter: 'gpu.js',
    device,
    how: 'naive',
    hosts,
    can: ({ pass, p, query }) => pass === 'forward' && p !== undefined && query === undefined,
    open: async () => {
      const { GPU, Input } = await loadGpujs();
      const gpu = new GPU({ mode: device as 'cpu' });
      return {
        prepare: (workload) => prepare(gpu, Input, workload),
        close: async () => {
          await gpu.destroy();
        },
      };
    },
  }),
);

function prepare(gpu: Gpu, Input: typeof GpuInput, { x, p, batch, tokens, channels }: Workload): Job {
  // With the lengths of the axes, innermost first, it reads a flat array as a tensor.
  const input = new Input(x as never, [channels, tokens, batch]);
  const kernel = gpu.createKernel(source, {
    output: [channels, batch],
    constants: { tokens },
    precision: 'single',
    poolSize: 1,
  });
  let last: Float32Array[] = [];
  return {
    run: async () => {
      last = (await kernel(input as never, p as never)) as Float32Array[];
    },
    result: () => last.flatMap((row) => [...row]),
    dispose: () => kernel.destroy(),
  };
}
