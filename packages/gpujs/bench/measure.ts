import { GPU, type IKernelRunShortcut, Input } from 'gpu.js';
import { createPooling } from '../src/index.ts';

/** Milliseconds a call, the median of the runs. */
export interface Timing {
  readonly device: string;
  readonly p: number;
  /** What a gpu.js user writes today: the power mean as its formula stands, in one kernel. */
  readonly naive: number;
  /** `createPooling` with gem. */
  readonly stable: number;
  /** The naive formula as plain loops, on the same machine. */
  readonly plain: number;
}

const [batch, tokens, channels] = [8, 196, 768] as const;
const eps = 1e-6;

/** Its types leave the constructor out. */
const FlatInput = Input as unknown as new (value: Float32Array, size: readonly number[]) => Input;

const naiveSource = `function naive(x) {
  let sum = 0;
  for (let n = 0; n < this.constants.tokens; n++) {
    sum += Math.pow(Math.max(x[this.thread.y][n][this.thread.x], this.constants.eps), this.constants.p);
  }
  return Math.pow(sum / this.constants.tokens, 1 / this.constants.p);
}`;

/** Times one mode of gpu.js on 8 × 196 × 768, tokens in and pooled values out on the host. */
export async function measure(mode: string, p: number, runs: number): Promise<Timing> {
  const gpu = new GPU({ mode: mode as 'cpu' });
  const x = Float32Array.from(
    { length: batch * tokens * channels },
    (_, i) => ((i * 2654435761) >>> 0) / 2 ** 31,
  );
  const naiveKernel = gpu.createKernel(naiveSource, {
    output: [channels, batch],
    constants: { tokens, p, eps },
    precision: 'single',
    asyncMode: true,
  });
  const pooling = createPooling(gpu, { type: 'gem', p }, { tokens, channels });
  const contenders = {
    naive: () => (naiveKernel as IKernelRunShortcut)(new FlatInput(x, [channels, tokens, batch])),
    stable: () => pooling(x),
    plain: () => plainPowerMean(x, p),
  };
  const times = { naive: [] as number[], stable: [] as number[], plain: [] as number[] };
  for (let run = -2; run < runs; run++) {
    // By turns, so that a busy moment hits all.
    for (const name of ['naive', 'stable', 'plain'] as const) {
      const started = performance.now();
      await contenders[name]();
      if (run >= 0) times[name].push(performance.now() - started);
    }
  }
  if (pooling.device !== mode) throw new Error(`It ran on ${pooling.device}, not on ${mode}.`);
  pooling.destroy();
  await gpu.destroy();
  return {
    device: mode,
    p,
    naive: median(times.naive),
    stable: median(times.stable),
    plain: median(times.plain),
  };
}

function plainPowerMean(x: Float32Array, p: number): Float32Array {
  const y = new Float32Array(batch * channels);
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let n = 0; n < tokens; n++) sum += Math.max(x[(b * tokens + n) * channels + c]!, eps) ** p;
      y[b * channels + c] = (sum / tokens) ** (1 / p);
    }
  }
  return y;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
