import { expect, it } from 'vitest';
import { sample } from '../src/sample.ts';

const names = Array.from({ length: 1000 }, (_, i) => `mutant ${i}`);
const drawn = (list: readonly string[], most: number) => sample(list, most, (name) => name);

it('a larger sample begins with the smaller one', () => {
  const all = drawn(names, Infinity);
  expect([...all].sort()).toEqual([...names].sort());
  for (const most of [0, 1, 150]) expect(drawn(names, most)).toEqual(all.slice(0, most));
});

it('what was drawn stays drawn when others come or go', () => {
  const left = names.filter((_, i) => i % 7 !== 0);
  expect(drawn(left, Infinity)).toEqual(drawn(names, Infinity).filter((name) => left.includes(name)));
});

it('it is drawn from everywhere', () => {
  const places = drawn(names, 400).map((name) => Math.floor(names.indexOf(name) / 250));
  // Binomial: 100 in each quarter, give or take 9; five times that is allowed.
  for (const quarter of [0, 1, 2, 3]) {
    expect(Math.abs(places.filter((place) => place === quarter).length - 100)).toBeLessThan(45);
  }
});
