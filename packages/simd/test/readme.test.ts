import { readFile } from 'node:fs/promises';
import { afterEach, expect, it, vi } from 'vitest';

const file = (name: string) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');

afterEach(() => vi.restoreAllMocks());

it('runs the example as the README prints it', async () => {
  expect(await file('README.md')).toContain(await file('examples/readme.ts'));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/readme.ts');
  const [build, ...printed] = log.mock.calls.map(([value]) => value as unknown);
  expect(build).toMatch(/^(relaxed-)?simd$/);
  expect(printed).toEqual([6144, 0.5, 12]);
});
