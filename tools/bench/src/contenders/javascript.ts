import type { Contender } from '../contender.ts';
import type { Workload } from '../workload.ts';

const eps = 1e-6;

/** What one writes without a library: the definition, in loops over typed arrays. */
export const contenders: readonly Contender[] = [
  {
    adapter: 'typed arrays',
    device: 'js',
    how: 'naive',
    hosts: ['node', 'browser'],
    can: ({ query }) => query === undefined,
    open: async () => ({
      prepare: (workload) => {
        const compute = workload.pass === 'forward' ? forward : gradient;
        let result: Float32Array | undefined;
        return {
          run: () => {
            result = compute(workload);
          },
          result: () => result!,
          dispose: () => {
            result = undefined;
          },
        };
      },
    }),
  },
];

function forward({ pooling, x, p, batch, tokens, channels }: Workload): Float32Array {
  const y = new Float32Array(batch * channels);
  if (pooling.type === 'max') y.fill(Number.NEGATIVE_INFINITY);
  for (let b = 0; b < batch; b++) {
    const out = b * channels;
    for (let n = 0; n < tokens; n++) {
      const at = (b * tokens + n) * channels;
      if (p) for (let c = 0; c < channels; c++) y[out + c]! += Math.max(x[at + c]!, eps) ** p[c]!;
      else if (pooling.type === 'max') {
        for (let c = 0; c < channels; c++) y[out + c] = Math.max(y[out + c]!, x[at + c]!);
      } else for (let c = 0; c < channels; c++) y[out + c]! += x[at + c]!;
    }
    if (pooling.type === 'max') continue;
    for (let c = 0; c < channels; c++) {
      const mean = y[out + c]! / tokens;
      y[out + c] = p ? mean ** (1 / p[c]!) : mean;
    }
  }
  return y;
}

function gradient(workload: Workload): Float32Array {
  const { pooling, x, dy, p, batch, tokens, channels } = workload;
  const y = forward(workload);
  const dx = new Float32Array(x.length);
  const dp = new Float64Array(channels);
  for (let b = 0; b < batch; b++) {
    const out = b * channels;
    for (let n = 0; n < tokens; n++) {
      const at = (b * tokens + n) * channels;
      for (let c = 0; c < channels; c++) {
        const upstream = dy[out + c]!;
        const value = x[at + c]!;
        if (pooling.type === 'max') dx[at + c] = value === y[out + c] ? upstream : 0;
        else if (!p) dx[at + c] = upstream / tokens;
        else {
          const ratio = Math.max(value, eps) / y[out + c]!;
          const slope = (upstream * ratio ** (p[c]! - 1)) / tokens;
          if (value >= eps) dx[at + c] = slope;
          dp[c]! += (slope * ratio * y[out + c]! * Math.log(ratio)) / p[c]!;
        }
      }
    }
  }
  return dx;
}
