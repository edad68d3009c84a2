import { readFile } from 'node:fs/promises';
import { afterEach, expect, it, vi } from 'vitest';

const file = (name: string) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');

afterEach(() => vi.restoreAllMocks());

it('runs the example as the README prints it', async () => {
  expect(await file('README.md')).toContain(await file('examples/readme.ts'));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/readme.ts');
  const printed = log.mock.calls.map(([value]) => value as unknown);
  const [pooled, weights, gradient] = printed as [Float64Array, Float64Array, { p: Float64Array }];
  expect(pooled.length).toBe(8);
  // Channel 2 of the first image: its patches hold 6 and 3.
  expect(pooled[2]).toBe(6);
  expect(weights.length).toBe(24);
  expect(gradient.p[0]).toBeGreaterThan(0);
  expect(gradient.p[1]).toBe(0);
});
