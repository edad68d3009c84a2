import { expect, test } from 'vitest';
import { words } from '../src/generator.ts';
import { runConformance } from '../src/index.ts';
import { arrayHarness } from './support/arrayHarness.ts';
import { allCases } from './support/cases.ts';
import { float32Ops } from './support/float32Ops.ts';

const seeds = 1000;
const casesEach = 6;

test(`a correct backend raises no alarm over ${seeds} seeds`, async () => {
  const small = (await allCases()).filter((one) => one.kind === 'operation' || one.shape[1] < 100);
  for (let seed = 0; seed < seeds; seed++) {
    const random = randomOf(`no false alarm ${seed}`);
    const cases = Array.from({ length: casesEach }, () => small[Math.floor(random() * small.length)]!);
    // Every result may be as wrong as a GPU's, and sums are added in any order.
    const harness = arrayHarness(float32Ops({ order: 'shuffled', random }));
    const { rows } = await runConformance([{ harness }], { cases });
    expect(
      rows.filter(({ outcome }) => outcome !== 'pass'),
      `seed ${seed}`,
    ).toEqual([]);
  }
});

/** Numbers in [0, 1) from a named stream. */
function randomOf(stream: string): () => number {
  let drawn: Uint32Array = new Uint32Array(0);
  let [block, next] = [0, 0];
  return () => {
    if (next === drawn.length) {
      drawn = words(`${stream} ${block++}`, 4096);
      next = 0;
    }
    return drawn[next++]! / 2 ** 32;
  };
}
