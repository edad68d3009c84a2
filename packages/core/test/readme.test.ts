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

const page = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

it('runs the examples as the pages print them', async () => {
  expect(await page('names.md')).toContain(await file('examples/names.ts'));
  expect(await page('attribution.md')).toContain(await file('examples/insight.ts'));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('../examples/names.ts');
  await import('../examples/insight.ts');
  const [timm, transformersJs, sentenceTransformers, map, used, below, atEps] = log.mock.calls.map(
    ([value]) => value as unknown,
  );
  expect(timm).toMatchObject({ type: 'mix', weights: [0.5, 0.5], prefixTokens: 1 });
  expect(transformersJs).toMatchObject({ type: 'mean', after: ['l2'] });
  expect(sentenceTransformers).toMatchObject({ channels: 384, spec: { type: 'concat' } });
  expect((map as Float64Array).length).toBe(4);
  expect([...(used as Float64Array)].every((count) => count > 1 && count < 4)).toBe(true);
  expect([below, atEps]).toEqual([3, 'zero']);
});
