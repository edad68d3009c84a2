import { describe, expect, it } from 'vitest';
import {
  fewestTokens,
  gridOf,
  mapParts,
  type PoolingSpec,
  type PoolingSpecInput,
  parametersOf,
  parseSpec,
  partsOf,
  prefixOf,
  refusesNegatives,
  withParts,
} from '../src/index.ts';

const inner = { type: 'gem', p: 2, negatives: 'error', prefixTokens: 1 } as const;
/** The same pooling two levels deep: in `parts` of `parts`, in `part` of `part`, and mixed. */
const nested: Readonly<Record<string, PoolingSpecInput>> = {
  'parts.0.parts.0': { type: 'mix', parts: [{ type: 'concat', parts: [inner] }] },
  'part.part': {
    type: 'regional',
    grid: [3, 3],
    part: { type: 'pyramid', grid: [3, 3], levels: [1], part: inner },
  },
  'parts.0.part': { type: 'concat', parts: [{ type: 'pyramid', levels: [1], part: inner }] },
  'part.parts.0': { type: 'pyramid', levels: [1], part: { type: 'mix', parts: [inner] } },
};

describe.each(Object.entries(nested))('a pooling at %s', (path, input) => {
  const spec = parseSpec(input);
  it('is found by the walk, and by what asks it', () => {
    expect(withParts(spec).map(({ type }) => type)[2]).toBe('gem');
    expect(partsOf(partsOf(spec)[0]!.spec)[0]!.spec.type).toBe('gem');
    expect(parametersOf(spec, 4).map(({ name }) => name)).toContain(`${path}.p`);
    expect(refusesNegatives(spec)).toBe(true);
    expect(fewestTokens(spec)).toBe(path === 'part.part' ? 9 : 2);
  });
  it('is replaced where it stands, and nothing else is', () => {
    const max = parseSpec({ type: 'max' });
    const swap = (one: PoolingSpec): PoolingSpec => (one.type === 'gem' ? max : mapParts(one, swap));
    const swapped = swap(spec);
    expect(withParts(swapped).map(({ type }) => type)).toEqual([
      ...withParts(spec)
        .slice(0, 2)
        .map(({ type }) => type),
      'max',
    ]);
    expect(prefixOf(withParts(spec)[2]!)).toBe(1);
  });
});

it('a grid is asked of poolings that look at one', () => {
  expect(gridOf(parseSpec({ type: 'mean' }))).toBeUndefined();
  expect(gridOf(parseSpec({ type: 'pyramid' }))).toBeNull();
  expect(gridOf(parseSpec({ type: 'pyramid', grid: [2, 3] }))).toEqual([2, 3]);
});
