import { parseSpec, poolArray, poolArrayGradient, poolingWeightsArray } from '@ggem/core';
import { expect, test } from 'vitest';
import { type Expected, makeInputs, referenceHarness, trainableNames } from '../src/index.ts';
import { describeConformance } from '../src/vitest.ts';
import { allCases } from './support/cases.ts';

describeConformance(referenceHarness, [], { required: ['reference:float64'] });

test('the reference agrees with the expected values to 1e-12 of what was summed', async () => {
  const worst = { y: 0, dx: 0, dp: 0, w: 0 };
  for (const one of await allCases()) {
    if (one.kind === 'operation' || one.mayThrow) continue;
    const { x, dy, mask, weights, required } = makeInputs(one);
    const tokens = { data: x, shape: one.shape };
    const spec = parseSpec(one.spec);
    const options = { mask, weights, parameters: required };
    const gradient = poolArrayGradient(tokens, spec, dy, options);
    const note = (
      property: keyof typeof worst,
      expected: Expected,
      actual: ArrayLike<number>,
      at?: readonly number[],
    ) => {
      expected.value.forEach((wanted, i) => {
        if (wanted === null || !Number.isFinite(wanted) || wanted === 0) return;
        const error =
          Math.abs(actual[at?.[i] ?? i]! - wanted) / Math.max(expected.scale[i]!, Math.abs(wanted));
        worst[property] = Math.max(worst[property], error);
      });
    };
    note('y', one.y, poolArray(tokens, spec, options));
    note('dx', one.dx, gradient.tokens, one.dx.at);
    if (one.dp)
      note(
        'dp',
        one.dp,
        trainableNames({ spec, shape: one.shape }).flatMap((name) => [...gradient.parameters[name]!]),
      );
    if (one.w) note('w', one.w, poolingWeightsArray(tokens, spec, options), one.w.at);
  }
  console.info('worst error of the reference:', worst);
  for (const error of Object.values(worst)) expect(error).toBeLessThan(1e-12);
});
