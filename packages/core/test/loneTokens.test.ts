import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  type ArrayTokens,
  hessianVectorArray,
  type PoolingSpecInput,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
} from '../src/index.ts';

interface Case {
  readonly p: number;
  readonly tokens: number;
  /** The value of most tokens; the first `high` tokens are 5. */
  readonly low: number;
  readonly high: number;
  /** The weight of each token of 5; all other tokens weigh 1. */
  readonly weight: number;
  readonly y: number;
  readonly dp: number;
  readonly hvP: number;
  readonly wHigh: number;
  readonly dxHigh: number;
  readonly hvHigh: number;
  readonly wLow?: number;
  readonly dxLow?: number;
  readonly hvLow?: number;
}

// Values and derivatives from the definition, by differences with mpmath: tools/goldens/goldens/lone_tokens.py.
const data = await readFile(new URL('data/lone-tokens.json', import.meta.url), 'utf8');
const { cases } = JSON.parse(data) as { cases: Case[] };

function inputs({ tokens, low, high, weight }: Case) {
  const isHigh = (_: unknown, i: number) => i < high;
  const x: ArrayTokens = {
    data: Float64Array.from({ length: tokens }, (_, i) => (isHigh(_, i) ? 5 : low)),
    shape: [1, tokens, 1],
  };
  const weights = Array.from({ length: tokens }, (_, i) => (isHigh(_, i) ? weight : 1));
  return { x, options: weight === 1 ? {} : { tokenWeights: weights } };
}

/** The error relative to `value`, or to the terms that add up to it if they are larger; absolute where both are 0. */
function relative(got: number, value: number, terms: number): number {
  return Math.abs(got - value) / (Math.max(Math.abs(value), terms) || 1);
}

describe('some tokens of 5 among many that are alike', () => {
  it.each([...new Set(cases.map(({ p }) => p))])('for p = %d', (p) => {
    const spec: PoolingSpecInput = { type: 'gem', p };
    const errors: Record<string, number> = {};
    for (const one of cases.filter((other) => other.p === p)) {
      const { x, options } = inputs(one);
      const gradient = poolArrayGradient(x, spec, [1], options);
      const w = poolingWeightsArray(x, spec, options);
      const last = one.tokens - 1;
      const note = (what: string, got: number, value: number | undefined, terms = 0) => {
        if (value === undefined) return;
        errors[what] = Math.max(errors[what] ?? 0, relative(got, value, terms));
      };
      note('y', poolArray(x, spec, options)[0]!, one.y);
      note('w', w[0]!, one.wHigh);
      note('w', w[last]!, one.wLow);
      note('dx', gradient.tokens[0]!, one.dxHigh);
      note('dx', gradient.tokens[last]!, one.dxLow);
      // From |p| = 1/2 on, dp is a difference of terms as large as y. For smaller |p|, no term is larger than dp itself.
      const isNear = Math.abs(p) < 0.5;
      note('dp', gradient.parameters.p![0]!, one.dp, isNear ? 0 : one.y);
      if (one.low === 0) continue;
      const direction = { tokens: new Float64Array(one.tokens).fill(1), parameters: { p: [1] } };
      const second = hessianVectorArray(x, spec, [1], direction, options);
      note('second derivative', second.tokens[0]!, one.hvHigh, one.dxHigh / 5);
      note('second derivative', second.tokens[last]!, one.hvLow, one.dxLow! / one.low);
      note('second derivative by p', second.parameters.p![0]!, one.hvP, isNear ? 0 : 1);
    }
    for (const [what, error] of Object.entries(errors)) expect(error, what).toBeLessThan(1e-10);
  });
});
