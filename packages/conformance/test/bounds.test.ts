import { expect, test } from 'vitest';
import { words } from '../src/generator.ts';
import { boundFactor, bounds, kindOf, type Property, runConformance } from '../src/index.ts';
import { arrayHarness } from './support/arrayHarness.ts';
import { allCases } from './support/cases.ts';
import { float32Ops } from './support/float32Ops.ts';

/** The worst error of each kind of case and of each property, in units of the scale. */
async function measure(ops: ReturnType<typeof float32Ops>): Promise<Map<string, number>> {
  // Added one after the other, equal terms are all rounded in the same direction. These cases need another kind of sum.
  const cases = (await allCases()).filter(({ id }) => !id.startsWith('edge/zeros-and-'));
  const { rows } = await runConformance([{ harness: arrayHarness(ops) }], { cases });
  const byId = new Map(cases.map((one) => [one.id, one]));
  const worst = new Map<string, number>();
  for (const row of rows) {
    const one = byId.get(row.case)!;
    for (const [property, result] of Object.entries(row.properties)) {
      const key = `${kindOf(one)} ${property}`;
      const error = (result.worst ?? 0) * boundFactor(one, property as Property);
      worst.set(key, Math.max(worst.get(key) ?? 0, error));
    }
  }
  return worst;
}

test('the measurements that set the bounds hold', async () => {
  const drawn = words('bounds', 2 ** 20);
  let next = 0;
  const random = () => drawn[next++ % drawn.length]! / 2 ** 32;
  const rounded = await measure(float32Ops({ order: 'forward' }));
  const sloppy = await measure(float32Ops({ order: 'shuffled', random }));
  const table = Object.keys(bounds).map(
    (key) => `${key}: ${rounded.get(key)?.toFixed(1)}, ${sloppy.get(key)?.toFixed(1)}`,
  );
  console.info(['worst error in units of the scale, rounded and sloppy:', ...table].join('\n'));
  for (const [key, bound] of Object.entries(bounds)) {
    expect(rounded.get(key), key).toBeLessThanOrEqual(bound.rounded * 1.1);
    // Each new operation changes the random errors. The bound itself leaves a factor of two.
    expect(sloppy.get(key), key).toBeLessThanOrEqual(bound.sloppy * 1.4);
    expect(bound.factor, key).toBeGreaterThanOrEqual(bound.sloppy * 1.8);
  }
});
