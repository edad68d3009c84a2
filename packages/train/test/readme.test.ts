import { readFile } from 'node:fs/promises';
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.restoreAllMocks();
});

it('runs the example as the README prints it', async () => {
  const file = (name: string) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');
  expect(await file('README.md')).toContain(await file('examples/readme.ts'));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/readme.ts');
  expect(log.mock.calls).toEqual([[3, 4]]);
});
