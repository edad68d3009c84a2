import { expect, test } from 'vitest';
import { type Expected, makeInputs, referenceHarness } from '../src/index.ts';
import { asTokens } from '../src/layout.ts';
import { poolInput } from '../src/poolInput.ts';
import { describeConformance } from '../src/vitest.ts';
import { allCases } from './support/cases.ts';

describeConformance(referenceHarness, [], { required: ['reference:float64'] });

test('the reference agrees with the expected values to 1e-12 of what was summed', async () => {
  const worst = { y: 0, dx: 0, dp: 0, w: 0 };
  const reference = await referenceHarness.open('float64');
  for (const one of await allCases()) {
    if (one.kind === 'operation' || one.mayThrow) continue;
    const { y, dx, dp, w } = await reference.pool(poolInput(one, makeInputs(one)), new Set(['w']));
    const note = (
      property: keyof typeof worst,
      expected: Expected | undefined,
      actual: ArrayLike<number> | undefined,
      at?: readonly number[],
    ) => {
      expected?.value.forEach((wanted, i) => {
        if (wanted === null || !Number.isFinite(wanted) || wanted === 0) return;
        const error =
          Math.abs(actual![at?.[i] ?? i]! - wanted) / Math.max(expected.scale[i]!, Math.abs(wanted));
        worst[property] = Math.max(worst[property], error);
      });
    };
    note('y', one.y, y);
    note('dx', one.dx, asTokens(dx!, one), one.dx.at);
    note('dp', one.dp, dp);
    note('w', one.w, w, one.w?.at);
  }
  console.info('worst error of the reference:', worst);
  for (const error of Object.values(worst)) expect(error).toBeLessThan(1e-12);
});
