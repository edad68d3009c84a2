import { describeConformance } from '@ggem/conformance/vitest';
import { describe, expect, it } from 'vitest';
import { harness } from './nestedArrays/harness.ts';
import { pool } from './nestedArrays/pool.ts';

// Plain arrays in arrays are slow: one case of seven. The test of the reference runs all.
describeConformance(harness, [], { every: 7 });

describe('pool of nested arrays', () => {
  const tokens = [
    [
      [1, 2],
      [3, 4],
      [5, 60],
    ],
  ];

  it('gives one row an image, without the tokens that the mask drops', () => {
    expect(pool(tokens, { type: 'max' })).toEqual([[5, 60]]);
    expect(pool(tokens, { type: 'mean' }, [[1, 1, 0]])).toEqual([[2, 3]]);
  });

  it('says what is wrong, and how to mend it', () => {
    expect(() => pool(tokens, { type: 'ggem', groups: 3 })).toThrow(/groups/);
    expect(() => pool(tokens, { type: 'mean' }, [[1, 1]])).toThrow(/mask/);
    expect(() => pool([...tokens, [[1, 2]]], { type: 'mean' })).toThrow(/tokens\[1\] must be 3 by 2/);
  });
});
