import { readFile } from 'node:fs/promises';
import { afterEach, expect, it, vi } from 'vitest';

const file = (name: string) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');

afterEach(() => vi.restoreAllMocks());

it('runs the example as the README prints it', async () => {
  expect(await file('README.md')).toContain(await file('examples/readme.ts'));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/readme.ts');
  const [scores, difference, [pValue], [smallest]] = log.mock.calls as [unknown, unknown, [number], [number]];
  expect(scores).toEqual([1, 5 / 6]);
  expect(difference).toEqual([1 / 6, [0, 0.5], false]);
  expect(pValue).toBe(1);
  expect(smallest).toBeCloseTo(0.0053, 4);
});
