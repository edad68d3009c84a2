import { attributionArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { activationMaps, effectiveTokens, gradientMaps } from '../src/index.ts';

// An image of 2 × 2 patches after a class token, two channels.
const tokens = { data: Float32Array.of(9, 9, 1, -1, 2, -2, 3, 4, 4, 0.5), shape: [1, 5, 2] };
const grid = [2, 2] as const;

it('activation maps are the values of a channel on the grid', () => {
  const maps = activationMaps(tokens, { grid, channels: [1, 0] });
  expect(maps.shape).toEqual([1, 2, 2, 2]);
  expect([...maps.data]).toEqual([-1, -2, 4, 0.5, 1, 2, 3, 4]);
});

describe('gradient maps', () => {
  it.each([1, 2, 3, 8])("are the paper's equation 5 at p = %d", (p) => {
    const { data } = gradientMaps(tokens, { type: 'gem', p, prefixTokens: 1 }, { grid, channels: [0] });
    const x = [1, 2, 3, 4];
    const f = (x.reduce((sum, value) => sum + value ** p, 0) / 4) ** (1 / p);
    x.forEach((value, i) => {
      expect(data[i]).toBeCloseTo((1 / 4) * f ** (1 - p) * value ** (p - 1), 12);
    });
  });

  it('stay finite where the equation overflows, and follow masks', () => {
    const huge = { data: Float64Array.of(1e200, 2e200, 4e200), shape: [1, 3, 1] };
    const options = { grid: [1, 3], channels: [0], mask: [1, 1, 0] } as const;
    const { data } = gradientMaps(huge, { type: 'gem', p: 3 }, options);
    // The mean power of 1 and 2 is 4.5.
    const f = 4.5 ** (1 / 3);
    [1, 2].forEach((value, i) => {
      expect(data[i]).toBeCloseTo((value ** 2 * f ** -2) / 2, 12);
    });
    expect(data[2]).toBe(0);
  });

  it('refuse channels that are not there, and poolings with other channels than the tokens', () => {
    expect(() => gradientMaps(tokens, { type: 'mean' }, { grid, channels: [2] })).toThrow(
      'gradientMaps: channels must be whole numbers from 0 to 1, but 2 came. Count from 0.',
    );
    const both = { type: 'concat', parts: [{ type: 'mean' }, { type: 'max' }] } as const;
    expect(() => gradientMaps(tokens, both, { grid, channels: [0] })).toThrow(
      'gradientMaps: the pooling must give a value for each of 2 channels, but 4 came. Look at its parts one by one.',
    );
  });
});

it('effective tokens are all under the mean, and fewer as p grows', () => {
  const at = (p: number) => effectiveTokens(tokens, { type: 'gem', p, prefixTokens: 1 }).byChannel[0]!;
  expect(effectiveTokens(tokens, { type: 'mean', prefixTokens: 1 }).average[0]).toBeCloseTo(4, 12);
  expect(at(1)).toBeGreaterThan(at(3));
  expect(at(3)).toBeGreaterThan(at(9));
  const spec = { type: 'ggem', groups: 2, prefixTokens: 1 } as const;
  expect(effectiveTokens(tokens, spec).byGroup).toEqual(
    attributionArray(tokens, spec).byGroup.effectiveTokens.data,
  );
});
