import { describe, expect, it } from 'vitest';
import { headMeanDistance, headSimilarity, linearCka } from '../src/index.ts';
import { expectedCases, type Rows } from './expected.ts';

interface CkaCase {
  readonly id: string;
  readonly x: Rows;
  readonly y: Rows;
  readonly debiased: number;
  readonly biased?: number;
}

const cases = expectedCases<CkaCase>('heads', /^(?!distance)/);

describe('linear CKA', () => {
  it.each(cases)('$id: is that of whole kernel matrices, to 1e-10', async ({ x, y, debiased, biased }) => {
    expect(Math.abs((await linearCka(x, y)) - debiased)).toBeLessThan(1e-10);
    if (biased === undefined) return;
    expect(Math.abs((await linearCka(x, y, { estimator: 'biased' })) - biased)).toBeLessThan(1e-10);
  });

  it('does not change with what is added to all images, nor with scale', async () => {
    const { x, y, debiased } = cases.find(({ id }) => id === 'mixed')!;
    const moved = x.map((row) => row.map((value) => 2 ** 20 + 2 ** -10 * value));
    expect(Math.abs((await linearCka(moved, y)) - debiased)).toBeLessThan(1e-5);
  });

  it('has mean 0 for independent views, where the biased one has not', async () => {
    const view = (seed: number) => ({
      data: Float64Array.from(
        { length: 20 * 2 },
        (_, i) => Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453,
      ).map((value) => value - Math.floor(value)),
      shape: [20, 2],
    });
    let [debiased, biased] = [0, 0];
    for (let seed = 0; seed < 100; seed++) {
      debiased += (await linearCka(view(2 * seed), view(2 * seed + 1))) / 100;
      biased += (await linearCka(view(2 * seed), view(2 * seed + 1), { estimator: 'biased' })) / 100;
    }
    expect(Math.abs(debiased)).toBeLessThan(0.03);
    expect(biased).toBeGreaterThan(0.06);
  });

  it.each([
    [
      [[1], [2], [3]],
      [[1], [2], [3]],
      {},
      'linearCka: images must be 4 or more, but 3 came. Give some hundreds.',
    ],
    [
      [[1], [2], [3], [4]],
      [[1], [2], [3]],
      {},
      'linearCka: y must have the images of x, 4, but 3 came. Give the same images, in the same order.',
    ],
    [
      [[1], [2], [3], [4]],
      [[5], [5], [5], [5]],
      {},
      'linearCka: every view must differ between images, but one that does not, number 1 came. Leave it out, or give more images.',
    ],
    [
      [[1], [2], [3], [4]],
      [[1], [2], [3], [5]],
      { estimator: 'biased' },
      'linearCka: the biased estimate needs ten images a channel, 10, but 4 came. Take the debiased one.',
    ],
  ] as const)('refuses %#', async (x, y, options, message) => {
    await expect(linearCka(x, y, options)).rejects.toThrow(message);
  });
});

it('the similarity of heads is the CKA of each pair, and their mean', async () => {
  const { x, y } = cases.find(({ id }) => id === 'long')!;
  // Three heads of three channels: y, the first three channels of x, and y again.
  const heads = x.map((row, i) => [y[i]!, row.slice(0, 3), y[i]!]);
  const { matrix, mean } = await headSimilarity(heads);
  const pair = await linearCka(
    x.map((row) => row.slice(0, 3)),
    y,
  );
  const expected = [1, pair, 1, pair, 1, pair, 1, pair, 1];
  matrix.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 12);
  });
  expect(mean).toBeCloseTo((2 * pair + 1) / 3, 12);
  await expect(headSimilarity([[[1], [2]]])).rejects.toThrow('images must be 4 or more');
  await expect(headSimilarity([[[1]]])).rejects.toThrow(
    'headSimilarity: outputs must have shape [images, heads, channels], with 2 heads or more, but [1, 1, 1] came. Give { data, shape }.',
  );
});

describe('head mean distance', () => {
  interface Case {
    readonly attention: readonly (readonly Rows[])[];
    readonly grid: readonly [number, number];
    readonly patchSize: number;
    readonly byImage: Rows;
  }
  const [one] = expectedCases<Case>('heads', /^distance/);

  it('is that of numpy, in pixels, by image and by head', () => {
    const { byHead, byImage } = headMeanDistance(one!.attention, one!);
    one!.byImage.flat().forEach((value, i) => {
      expect(byImage[i]).toBeCloseTo(value, 10);
    });
    expect(byHead[2]).toBeCloseTo((one!.byImage[0]![2]! + one!.byImage[1]![2]!) / 2, 10);
  });

  it('is 0 where each patch attends to itself, and leaves out a row that attends to none', () => {
    const options = { grid: [1, 2], patchSize: 16 } as const;
    expect(
      headMeanDistance(
        [
          [
            [
              [1, 0],
              [0, 1],
            ],
          ],
        ],
        options,
      ).byHead[0],
    ).toBe(0);
    expect(
      headMeanDistance(
        [
          [
            [
              [0, 1],
              [0, 0],
            ],
          ],
        ],
        options,
      ).byHead[0],
    ).toBe(16);
  });

  it.each([
    [
      [
        [
          [
            [0, 0],
            [0, 0],
          ],
        ],
      ],
      [1, 2],
      'headMeanDistance: each head must attend to patches, but one that attends to none came. Check grid, and that attention is that of a ViT.',
    ],
    [
      [
        [
          [
            [-1, 2],
            [0, 1],
          ],
        ],
      ],
      [1, 2],
      'headMeanDistance: attention must not be negative, but -1 came. Give the weights after the softmax.',
    ],
    [
      [
        [
          [
            [1, 0],
            [0, 1],
          ],
        ],
      ],
      [2, 2],
      'attribution: grid must have at most as many places as there are tokens, 2, but 2 × 2 came. Give [height, width] in patches.',
    ],
    [
      [
        [
          [1, 0],
          [0, 1],
        ],
      ],
      [1, 2],
      'headMeanDistance: attention must have shape [images, heads, tokens, tokens], but [1, 2, 2] came. Give the weights after the softmax.',
    ],
  ] as const)('refuses %#', (attention, grid, message) => {
    expect(() => headMeanDistance(attention, { grid, patchSize: 16 })).toThrow(message);
  });
});
