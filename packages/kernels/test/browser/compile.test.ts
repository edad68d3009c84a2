import { fetchData, type Harness, loadCases, type PoolInput, runConformance } from '@ggem/conformance';
import index from '@ggem/conformance/data/index.json?url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Task, type WgslKernel, wgsl } from '../../src/index.ts';
import { planCase } from '../conformance/planCase.ts';
import { complaints, openWebGpu } from '../conformance/webgpu.ts';

/** One of so many poolings of the cases is compiled here; `npx pnpm@12 conformance --devices 'kernels*'` runs all. */
const every = Number(import.meta.env.VITE_EVERY ?? 8);

const tasks: readonly Task[] = ['pooled', 'poolingWeights', 'gradient'];

let device: GPUDevice;
beforeAll(async () => {
  device = await openWebGpu();
});
afterAll(() => device.destroy());

it('compiles the kernels of every pooling of the conformance cases, without a warning', async () => {
  const kernels = new Map<string, WgslKernel>();
  const seen = new Set<string>();
  const collect = (input: PoolInput): void => {
    const { x: _, dy: __, mask, tokenWeights, ...rest } = input;
    const key = JSON.stringify([rest, mask !== undefined, tokenWeights !== undefined]);
    if (seen.has(key)) return;
    seen.add(key);
    if (seen.size % every !== 0) return;
    for (const task of tasks) {
      for (const kernel of planCase(task, input, wgsl).kernels) kernels.set(kernel.source, kernel);
    }
  };
  const collecting: Harness = {
    name: 'collecting',
    devices: ['none'],
    open: async () => ({
      answers: () => 'none',
      pool: async (input) => {
        collect(input);
        return {};
      },
    }),
  };
  const cases = await loadCases(fetchData(new URL('.', new URL(index, location.href))));
  await runConformance([{ harness: collecting, expectations: [] }], {
    cases: cases.filter(({ kind }) => kind === 'pooling'),
    devices: ['collecting:none'],
  });
  expect(kernels.size).toBeGreaterThan(3000 / every);
  const all = [...kernels.values()];
  for (let start = 0; start < all.length; start += 100) {
    expect(await complaints(device, all.slice(start, start + 100))).toEqual([]);
  }
  console.info(
    `${all.length} kernels compiled, of ${Math.floor(seen.size / every)} of ${seen.size} poolings.`,
  );
});

it('hears what the compiler says', async () => {
  const source = '@compute @workgroup_size(64) fn wrong() { let x: f32 = 1i; }';
  const wrong: WgslKernel = {
    name: 'wrong',
    source,
    bindings: [],
    shape: [1],
    workgroupSize: 64,
    workgroups: [1, 1, 1],
  };
  expect(await complaints(device, [wrong])).toEqual([expect.stringMatching(/^wrong, error in line 1: /)]);
});
