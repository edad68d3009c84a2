import { expect, it } from 'vitest';
import * as bare from '../src/bare.ts';
import { refusal } from './refusal.ts';

const { parseSpec, poolArray, poolingTypes, specJsonSchema } = bare;
const tokens = { data: [1, 2, 3, 4], shape: [1, 2, 2] } as const;

it('the bare entry has what imports bring, and names the import that is missing', async () => {
  expect(refusal(() => poolArray(tokens, { type: 'gem' }))).toBe(
    "spec | gem: it must be brought by an import, as @ggem/core/bare brings nothing, but none did. Add import '@ggem/core/pooling/gem'.",
  );
  await import('../src/bring/gem.ts');
  expect([...poolArray(tokens, { type: 'gem', p: 'inf' })]).toEqual([3, 4]);
  expect(refusal(() => parseSpec({ type: 'gem', after: ['l2'] }))).toMatch(
    /Add import '@ggem\/core\/after'\.$/,
  );
  expect(refusal(() => parseSpec({ type: 'gem', attend: { score: 'query' } }))).toMatch(
    /Add import '@ggem\/core\/attend'\.$/,
  );
  expect(specJsonSchema()).toMatchObject({ oneOf: { length: 1 } });
  // R-MAC: its part is max with l2 behind it, where nothing else is said.
  await import('../src/bring/regional.ts');
  const image = { data: [3, 4], shape: [1, 1, 1, 2] } as const;
  const [x, y] = poolArray(image, { type: 'regional', levels: 1 });
  expect(x).toBeCloseTo(0.6, 12);
  expect(y).toBeCloseTo(0.8, 12);
});

it('the main entry brings every pooling', async () => {
  const whole = await import('../src/index.ts');
  expect(Object.keys(whole).sort()).toEqual(Object.keys(bare).sort());
  expect(specJsonSchema()).toMatchObject({ oneOf: { length: poolingTypes.length } });
});
