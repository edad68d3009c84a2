import { poolArray, poolArrayGradient } from '@ggem/core';
import type { Workload } from '../workload.ts';

/** Largest relative error that a naive float32 formula may have; a contender beyond it computes something else. */
const tolerance = 1e-3;

/**
 * Compares the result of a contender with the definition in float64, for some channels of some images. Returns what is
 * wrong, so that a contender that is fast but wrong is left out.
 */
export function checkResult(workload: Workload, result: ArrayLike<number>): string | undefined {
  const { pass, batch, tokens, channels } = workload;
  const wanted = batch * channels * (pass === 'gradient' ? tokens : 1);
  if (result.length !== wanted) return `gave ${result.length} values where ${wanted} belong`;
  if (workload.query) return checkAttended(workload, result);
  for (let i = 0; i < 16; i++) {
    const b = (i * 5) % batch;
    const c = (i * 389) % channels;
    const { y, slope } = define(workload, b, c);
    if (pass === 'forward') {
      const wrong = differs(result[b * channels + c]!, y, y);
      if (wrong) return `y[${b}, ${c}] ${wrong}`;
      continue;
    }
    for (let n = 0; n < tokens; n += Math.ceil(tokens / 16)) {
      const at = (b * tokens + n) * channels + c;
      // Naive formulas divide by x, which may be eps: the error is relative to the largest gradient that is possible.
      const wrong = differs(result[at]!, slope(n), 4 / tokens);
      if (wrong) return `dx[${b}, ${n}, ${c}] ${wrong}`;
    }
  }
  return undefined;
}

/** What the float64 reference gives for the last workload whose tokens attend: it takes seconds, for every contender the same. */
let expected: { readonly workload: Workload; readonly values: ArrayLike<number> } | undefined;

function checkAttended(workload: Workload, result: ArrayLike<number>): string | undefined {
  if (expected?.workload !== workload) expected = { workload, values: reference(workload) };
  const { values } = expected;
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  for (let i = 0; i < values.length; i++) {
    const wrong = differs(result[i]!, values[i]!, largest);
    if (wrong) return `value ${i} ${wrong}`;
  }
  return undefined;
}

function reference({ pass, pooling, x, dy, query, batch, tokens, channels }: Workload): ArrayLike<number> {
  const input = { data: x, shape: [batch, tokens, channels] } as const;
  const call = { parameters: { 'attend.query': query! } };
  if (pass === 'forward') return poolArray(input, pooling, call);
  return poolArrayGradient(input, pooling, dy, call).tokens;
}

function differs(got: number, wanted: number, scale: number): string | undefined {
  const bound = tolerance * Math.max(Math.abs(wanted), Math.abs(scale));
  return Math.abs(got - wanted) <= bound ? undefined : `is ${got} instead of ${wanted}`;
}

/** The pooled value of one channel of one image, and its derivative by a token times `dy`. */
function define({ pooling, x, dy, p, tokens, channels }: Workload, b: number, c: number) {
  const at = (n: number): number => x[(b * tokens + n) * channels + c]!;
  const upstream = dy[b * channels + c]!;
  const all = Array.from({ length: tokens }, (_, n) => at(n));
  if (pooling.type === 'max') {
    const y = all.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    return { y, slope: (n: number) => (at(n) === y ? upstream : 0) };
  }
  if (pooling.type === 'mean' || p === undefined) {
    const y = all.reduce((sum, value) => sum + value, 0) / tokens;
    return { y, slope: () => upstream / tokens };
  }
  const size = p[c]!;
  const eps = 1e-6;
  const sum = all.reduce((sum, value) => sum + Math.max(value, eps) ** size, 0);
  const y = (sum / tokens) ** (1 / size);
  const slope = (n: number): number => (at(n) < eps ? 0 : (upstream * (at(n) / y) ** (size - 1)) / tokens);
  return { y, slope };
}
