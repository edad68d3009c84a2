import { readFile } from 'node:fs/promises';
import { afterEach, expect, it, vi } from 'vitest';

const file = (name: string) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');

afterEach(() => vi.restoreAllMocks());

it('runs the example as the README prints it', async () => {
  expect(await file('README.md')).toContain(await file('examples/readme.ts'));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/readme.ts');
  const printed = log.mock.calls.map(([value]) => value as unknown);
  expect(printed).toEqual([[2, 768], [2, 12, 14, 14], [2, 1, 1], 12]);
});

it('runs the example of the kernels of cards as the README prints it', async () => {
  expect(await file('README.md')).toContain(await file('examples/gpu.ts'));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/gpu.ts');
  // Node has neither backend.
  expect(log.mock.calls).toEqual([[false], [[8, 768]]]);
});

it('runs the example of the kernels as the README prints it', async () => {
  expect(await file('README.md')).toContain(await file('examples/simd.ts'));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/simd.ts');
  const [build, shape] = log.mock.calls.map(([value]) => value as unknown);
  expect(['relaxed-simd', 'simd']).toContain(build);
  expect(shape).toEqual([8, 768]);
});
