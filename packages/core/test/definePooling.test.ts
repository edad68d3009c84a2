import { expect, expectTypeOf, it } from 'vitest';
import { definePooling, poolArray } from '../src/index.ts';

it('keeps the literal type of a spec in a variable, so that every function takes it', () => {
  const spec = definePooling({ type: 'ggem', groups: 2, p: [3, 'inf'], prefixTokens: 1 });
  expectTypeOf(spec.type).toEqualTypeOf<'ggem'>();
  expectTypeOf(spec.groups).toEqualTypeOf<2>();
  const data = Float64Array.of(9, 9, 1, 5, 1, 2);
  expect([...poolArray({ data, shape: [1, 3, 2] }, spec)]).toEqual([1, 5]);
});

it('gives back the object that came', () => {
  const given = { type: 'gem', p: 3 } as const;
  expect(definePooling(given)).toBe(given);
});

it('refuses a wrong spec where it is written', () => {
  expect(() => definePooling({ type: 'ggem', groups: 0 })).toThrow(
    'ggem: groups must be a whole number from 1, but 0 came.',
  );
});
