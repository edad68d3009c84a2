import { describe, expect, it } from 'vitest';
import '../src/bring/all.ts';
import { parseSpec } from '../src/facts/parseSpec.ts';
import { readArray } from '../src/reference/arrayLayout.ts';
import { arrayOps } from '../src/reference/arrayOps.ts';
import { gradientLoop, poolLoop } from '../src/reference/loops/poolLoops.ts';
import { arrayInputs } from '../src/reference/poolArray.ts';
import { pool, poolGradient } from '../src/run/pool.ts';
import type { PoolingSpecInput } from '../src/spec/spec.ts';

// The formulas on whole arrays are held to values from outside by the conformance suite; the loops are held to it too, by `poolArray`.
// Here they meet shapes and numbers that are none of its cases.

const [batch, tokens, channels] = [3, 11, 6];
const wave = (size: number, step: number) =>
  Float64Array.from({ length: size }, (_, i) => 2 * Math.sin(i * i * step + 1) + 0.3);
const x = wave(batch * tokens * channels, 0.37);
// The second image keeps nothing, the third has ties.
const mask = Array.from({ length: batch * tokens }, (_, i) =>
  Number(i < tokens ? i % 3 > 0 : i >= 2 * tokens),
);
const tokenWeights = Array.from({ length: batch * tokens }, (_, i) => (i % 4) + 0.5);
for (let c = 0; c < channels; c++) x[(2 * tokens + 5) * channels + c] = x[(2 * tokens + 8) * channels + c]!;
const dy = wave(batch * channels, 0.9);

const specs: readonly PoolingSpecInput[] = [
  { type: 'mean' },
  { type: 'mean', prefixTokens: 2 },
  ...(['clamp', 'shift', 'abs'] as const).flatMap((negatives): PoolingSpecInput[] => [
    { type: 'gem', p: 3, negatives },
    { type: 'gem', p: 1, negatives, prefixTokens: 1 },
    { type: 'gem', p: -2.5, negatives },
    { type: 'gem', p: 0.5, negatives, eps: 0.1 },
    { type: 'ggem', groups: 3, p: [1, 3.3, -4], negatives },
    { type: 'ggem', groups: 2, p: [90, 0.7], negatives, layout: 'interleaved' },
  ]),
  { type: 'gem', p: 4, prefixTokens: 2, countFrom: 'firstKept' },
];

const calls = {
  'all tokens': {},
  'a mask': { mask },
  weights: { tokenWeights },
  both: { mask, tokenWeights },
};

describe.each(Object.entries(calls))('with %s, loops agree with the formulas for', (_, options) => {
  it.each(specs.map((spec) => [JSON.stringify(spec), spec] as const))('%s', (_name, spec) => {
    const parsed = parseSpec(spec);
    const read = readArray(parsed, { data: x, shape: [batch, tokens, channels] }, undefined);
    const call = { tokens: read.tokens, ...options };
    const pooled = poolLoop(parsed, call)!;
    close(pooled, pool(arrayOps, parsed, arrayInputs(parsed, read, options, 'given')).data);
    const found = gradientLoop(parsed, call, dy)!;
    const upstream = { shape: [batch, 1, channels] as const, data: dy };
    const wanted = poolGradient(arrayOps, parsed, arrayInputs(parsed, read, options, 'all'), upstream);
    close(found.tokens, wanted.tokens.data);
    expect(found.p === undefined).toBe(wanted.parameters.p === undefined);
    if (found.p !== undefined) close(found.p, wanted.parameters.p!.data);
  });
});

function close(found: Float64Array, wanted: Float64Array): void {
  expect(found.length).toBe(wanted.length);
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  const error = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0);
  expect(error / largest).toBeLessThan(1e-12);
}

it('leaves to the formulas what it does not know', () => {
  const all = { tokens: { data: x, shape: [batch, tokens, channels] as const } };
  const infinite = { tokens: { ...all.tokens, data: x.with(7, Number.POSITIVE_INFINITY) } };
  const broken = { tokens: { ...all.tokens, data: x.with(7, Number.NaN) } };
  const gem = parseSpec({ type: 'gem', p: 3 });
  for (const call of [infinite, broken]) expect(poolLoop(gem, call)).toBeUndefined();
  for (const p of [0.2, 0, 'inf', '-inf'] as const) {
    expect(poolLoop(parseSpec({ type: 'gem', p }), all)).toBeUndefined();
    expect(gradientLoop(parseSpec({ type: 'gem', p }), all, dy)).toBeUndefined();
  }
  expect(poolLoop(parseSpec({ type: 'gem', after: ['l2'] }), all)).toBeUndefined();
  expect(poolLoop(parseSpec({ type: 'mean', attend: { score: 'query' } }), all)).toBeUndefined();
  expect(poolLoop(parseSpec({ type: 'max' }), all)).toBeUndefined();
});
