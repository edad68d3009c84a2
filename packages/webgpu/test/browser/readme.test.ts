import { afterEach, expect, it, vi } from 'vitest';
import example from '../../examples/readme.ts?raw';
import readme from '../../README.md?raw';

afterEach(() => vi.restoreAllMocks());

it('runs the example as the README prints it', async () => {
  expect(readme).toContain(example);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../../examples/readme.ts');
  expect(log.mock.calls).toEqual([[6144], [302592, 12]]);
});
