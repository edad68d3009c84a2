import { loadCases, type PoolInput, runConformance } from '@ggem/conformance';
import { readData } from '@ggem/conformance/node';
import { expect, it } from 'vitest';
import { type Task, wgsl } from '../src/index.ts';
import { planCase } from './conformance/planCase.ts';

const tasks: readonly Task[] = ['pooled', 'poolingWeights', 'gradient'];

it('plans no kernel of more than the eight arrays that every WebGPU device grants', async () => {
  const seen = new Set<string>();
  const tooMany: string[] = [];
  const plan = (input: PoolInput): void => {
    const { x: _, dy: __, mask, tokenWeights, ...rest } = input;
    const key = JSON.stringify([rest, mask !== undefined, tokenWeights !== undefined]);
    if (seen.has(key)) return;
    seen.add(key);
    for (const task of tasks) {
      for (const { name, bindings } of planCase(task, input, wgsl).kernels) {
        if (bindings.length > 8)
          tooMany.push(`${JSON.stringify(input.spec)} ${task} ${name}: ${bindings.length}`);
      }
    }
  };
  const planning = {
    name: 'planning',
    devices: ['none'],
    open: async () => ({
      answers: () => 'none',
      pool: async (input: PoolInput) => {
        plan(input);
        return {};
      },
    }),
  };
  await runConformance([{ harness: planning, expectations: [] }], {
    cases: (await loadCases(readData)).filter(({ kind }) => kind === 'pooling'),
    // The poolings with the most inputs and parameters.
    only: ['attend/*', 'concat/*', 'mix/*', 'regional/*', 'ragged/*', 'layout/*'],
  });
  expect(seen.size).toBeGreaterThan(200);
  expect(tooMany).toEqual([]);
});
