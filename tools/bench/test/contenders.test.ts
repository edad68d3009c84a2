import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nameOf } from '../src/contender.ts';
import { loadContenders } from '../src/contenders.ts';
import { makePlan } from '../src/plan.ts';
import { checkResult } from '../src/run/checkResult.ts';
import { type Measure, makeWorkload, specNames } from '../src/workload.ts';

const problems: string[] = [];
const all = await loadContenders((text) => problems.push(text));

it('every file of the folder brings contenders, each under a name of its own', () => {
  expect(problems).toEqual([]);
  const names = all.map(nameOf);
  expect(new Set(names).size).toBe(names.length);
  const adapters = readdirSync(new URL('../../../packages', import.meta.url));
  for (const adapter of ['simd', 'tfjs', 'onnx', 'gpujs'].filter((name) => adapters.includes(name))) {
    expect(
      names.some((name) => name.includes(`@ggem/${adapter}`)),
      adapter,
    ).toBe(true);
  }
});

it('the plan holds the sizes of ViT-S, B and L at batch 1, 8 and 64, and long inputs', () => {
  const shapes = makePlan({}).map(({ batch, tokens, channels }) => `${batch}x${tokens}x${channels}`);
  for (const channels of [384, 768, 1024]) {
    for (const batch of [1, 8, 64]) expect(shapes).toContain(`${batch}x197x${channels}`);
  }
  for (const tokens of [4096, 65_536]) expect(shapes).toContain(`1x${tokens}x768`);
});

describe.each(all.map((contender) => [nameOf(contender), contender] as const))('%s', (_, contender) => {
  const measures: Measure[] = specNames.flatMap((spec) =>
    (['forward', 'gradient'] as const).map((pass) => ({ pass, spec, batch: 2, tokens: 17, channels: 128 })),
  );

  it('computes what it is measured at', async ({ skip }) => {
    const opened = await contender.open().catch((error: Error) => skip(`not here: ${error.message}`));
    for (const measure of measures) {
      const workload = makeWorkload(measure);
      if (!contender.can(workload)) continue;
      const job = await opened.prepare(workload);
      for (let call = 0; call < 2; call++) await job.run();
      if (!job.unchecked) expect(checkResult(workload, await job.result())).toBeUndefined();
      await job.dispose();
    }
    await opened.close?.();
  });
});
