import { arrayOps, arrayRaggedOps, type FloatArray, float32, type RaggedOps } from '@ggem/core';

/** How the float32 library of a test computes. */
export interface Float32Options {
  /** Order in which a sum adds up. */
  readonly order: 'forward' | 'pairwise' | 'shuffled';
  /** Draws from [0, 1). If it is given, every result has a random error, as large as WGSL allows at most. */
  readonly random?: () => number;
}

/**
 * The operations in float32: each result rounded, numbers below the normal ones flushed to 0 as GPUs do.
 *
 * With `random`, division, exp and log err as far as the WGSL specification lets them (2.5, 3 + 2|x| and 3 units in the
 * last place; log within 2^-21 for x in 1/2..2).
 */
export function float32Ops({ order, random }: Float32Options): RaggedOps<FloatArray> {
  const error = (): number => (random ? random() * 2 - 1 : 0);
  const off = (result: FloatArray, by: (value: number, i: number) => number): FloatArray =>
    round({
      ...result,
      data: random ? result.data.map((value, i) => value + error() * by(value, i)) : result.data,
    });
  return {
    ...arrayRaggedOps,
    float: float32,
    add: (a, b) => round(arrayOps.add(a, b)),
    sub: (a, b) => round(arrayOps.sub(a, b)),
    mul: (a, b) => round(arrayOps.mul(a, b)),
    div: (a, b) => off(arrayOps.div(a, b), (value) => (Number.isFinite(value) ? 2.5 * ulp(value) : 0)),
    exp: (x) =>
      off(arrayOps.exp(x), (value, i) =>
        Number.isFinite(value) && value > 0 ? (3 + 2 * Math.abs(x.data[i]!)) * ulp(value) : 0,
      ),
    log: (x) =>
      off(arrayOps.log(x), (value, i) => {
        if (!Number.isFinite(value)) return 0;
        return x.data[i]! >= 0.5 && x.data[i]! <= 2 ? 2 ** -21 : 3 * ulp(value);
      }),
    constant: (values, axis) => round(arrayOps.constant(values, axis)),
    clamp: (x, low, high) => round(arrayOps.clamp(x, low, high)),
    select: (condition, yes, no) => round(arrayOps.select(condition, yes, no)),
    expand: (x, like) => round(arrayOps.expand(x, like)),
    sum: ({ shape, data }) => {
      const [batch, tokens, channels] = shape;
      const visits = order === 'shuffled' ? shuffle(tokens, random) : undefined;
      const sums = Float64Array.from({ length: batch * channels }, (_, i) => {
        const start = Math.floor(i / channels) * tokens * channels + (i % channels);
        const term = (n: number): number => data[start + (visits?.[n] ?? n) * channels]!;
        return order === 'pairwise' ? pairwise(term, 0, tokens) : forward(term, 0, tokens);
      });
      return { shape: [batch, 1, channels], data: sums };
    },
    collect: (x, layout) => round(arrayOps.collect(x, layout)),
    sumBatch: (x) => round(arrayOps.sumBatch(x)),
    linear: (x, matrix) => round(arrayOps.linear(x, matrix)),
  };
}

/** Distance from a float32 to the next. */
function ulp(value: number): number {
  return 2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), float32.tiny))) - 23);
}

function round({ shape, data }: FloatArray): FloatArray {
  return { shape, data: data.map(flushed) };
}

function flushed(value: number): number {
  const near = Math.fround(value);
  return Math.abs(near) < float32.tiny ? 0 : near;
}

function forward(term: (n: number) => number, from: number, to: number): number {
  let sum = 0;
  for (let n = from; n < to; n++) sum = flushed(sum + term(n));
  return sum;
}

function pairwise(term: (n: number) => number, from: number, to: number): number {
  if (to - from <= 2) return forward(term, from, to);
  const half = (from + to) >> 1;
  return flushed(pairwise(term, from, half) + pairwise(term, half, to));
}

/** `0..count-1` in another order. */
function shuffle(count: number, random: (() => number) | undefined): readonly number[] {
  const out = Array.from({ length: count }, (_, n) => n);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((random ?? Math.random)() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
