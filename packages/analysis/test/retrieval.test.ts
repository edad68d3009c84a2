import { describe, expect, it } from 'vitest';
import { crossModalRecall, nearestNeighbours, retrieval } from '../src/index.ts';
import { expectedCases, type Rows } from './expected.ts';

interface RetrievalCase {
  readonly id: string;
  readonly vectors: Rows;
  readonly labels: readonly number[];
  readonly references?: Rows;
  readonly referenceLabels?: readonly number[];
  readonly queries: readonly number[];
  readonly recallAt: Readonly<Record<string, readonly number[]>>;
  readonly rPrecision: readonly number[];
  readonly mapAtR: readonly number[];
  readonly mapAt: Readonly<Record<string, readonly number[]>>;
}

const cases = expectedCases<RetrievalCase>('retrieval', /^(?!cross)/);

/** Each number is right to within 1e-12. One hit more or less would change it by far more. */
function expectClose(values: ArrayLike<number>, expected: readonly number[]): void {
  expect(values.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(values[i]! - value), `number ${i}: ${values[i]} for ${value}`).toBeLessThan(1e-12);
  });
}

describe.each(cases)('retrieval of $id', (one) => {
  it.each(['float64', 'float32'])('gives each query what numpy gives, in %s', async (type) => {
    // These vectors differ in float64 only: in float32 they are equal.
    if (type === 'float32' && one.id === 'closer than float32') return;
    const result = await retrieval({
      vectors: type === 'float32' ? one.vectors.map((row) => Float32Array.from(row)) : one.vectors,
      labels: one.labels,
      references: one.references && { vectors: one.references, labels: one.referenceLabels! },
      recallAt: [1, 2, 5],
      meanAveragePrecisionAt: [3, 10],
    });
    expect([...result.queries]).toEqual(one.queries);
    expect([...result.queries, ...result.leftOut].sort((a, b) => a - b)).toEqual([...one.labels.keys()]);
    for (const [k, values] of Object.entries(one.recallAt))
      expect([...result.recallAt[Number(k)]!.each]).toEqual(values);
    for (const [k, values] of Object.entries(one.mapAt))
      expectClose(result.meanAveragePrecisionAt[Number(k)]!.each, values);
    expectClose(result.rPrecision.each, one.rPrecision);
    expectClose(result.meanAveragePrecisionAtR.each, one.mapAtR);
    const sum = one.mapAtR.reduce((total, value) => total + value, 0);
    expectClose([result.meanAveragePrecisionAtR.mean], [sum / one.mapAtR.length]);
  });
});

it('the nearest of a query are those of a sort in float64, also where float32 cannot tell them apart', async () => {
  const { vectors } = cases.find(({ id }) => id === 'closer than float32')!;
  const { rows } = await nearestNeighbours({ queries: vectors, k: 23 });
  const unit = vectors.map((row) => row.map((value) => value / Math.hypot(...row)));
  const angle = (a: readonly number[], b: readonly number[]) =>
    Math.hypot(...a.map((value, i) => value - b[i]!));
  // Compared by the distance of unit vectors, which still has the digits that a cosine near 1 loses.
  for (const query of [0, 11, 23]) {
    const own = [...rows.subarray(query * 23, query * 23 + 5)].map((row) => angle(unit[query]!, unit[row]!));
    expect(own).toEqual([...own].sort((a, b) => a - b));
  }
});

it('cross-modal recall is that of CLIP_benchmark, and an image without a text is left out', async () => {
  interface Case {
    readonly images: Rows;
    readonly texts: Rows;
    readonly imageOfText: readonly number[];
    readonly imageToText: Readonly<Record<string, readonly number[]>>;
    readonly textToImage: Readonly<Record<string, readonly number[]>>;
  }
  const [one] = expectedCases<Case>('retrieval', /^cross/);
  const result = await crossModalRecall({ ...one!, k: [1, 3, 5] });
  for (const direction of ['imageToText', 'textToImage'] as const) {
    const each = Object.entries(result[direction]).map(([k, { each }]) => [k, [...each]]);
    expect(Object.fromEntries(each)).toEqual(one![direction]);
  }
  expect([...result.leftOut]).toEqual([8]);
});

describe('a search', () => {
  it('in many blocks gives what one block gives', async () => {
    const vectors = {
      data: Float32Array.from({ length: 600 * 7 }, (_, i) => Math.sin(i * i)),
      shape: [600, 7],
    };
    const all = await nearestNeighbours({ queries: vectors, k: 3 });
    const progress: number[] = [];
    const alone = await Promise.all(
      [0, 299, 599].map((row) =>
        nearestNeighbours({
          queries: { data: vectors.data.subarray(row * 7, row * 7 + 7), shape: [1, 7] },
          references: vectors,
          k: 4,
          onProgress: (share) => progress.push(share),
        }),
      ),
    );
    alone.forEach(({ rows }, i) => {
      const row = [0, 299, 599][i]!;
      expect(rows[0]).toBe(row);
      expect([...rows.subarray(1)]).toEqual([...all.rows.subarray(row * 3, row * 3 + 3)]);
    });
    expect(progress).toEqual([1, 1, 1]);
  });

  it('ends where its signal says, with its reason', async () => {
    const stop = new AbortController();
    const vectors = { data: new Float32Array(600 * 4).fill(1), shape: [600, 4] };
    const running = nearestNeighbours({
      queries: vectors,
      k: 1,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(running).rejects.toThrow('enough');
  });

  it.each([
    [
      {
        queries: [
          [1, Number.NaN],
          [1, 2],
        ],
        k: 1,
      },
      'nearestNeighbours: queries must be finite, but NaN in row 0 came. Leave that image out, or look for what made it.',
    ],
    [
      {
        queries: [
          [1, 2],
          [Number.POSITIVE_INFINITY, 2],
        ],
        k: 1,
      },
      'nearestNeighbours: queries must be finite, but Infinity in row 1 came. Leave that image out, or look for what made it.',
    ],
    [
      {
        queries: [
          [1, 2],
          [3, 4],
        ],
        k: 2,
      },
      'nearestNeighbours: k must be a whole number from 1 to 1, but 2 came. Ask for at most as many as there are.',
    ],
    [
      { queries: [], k: 1 },
      'nearestNeighbours: queries must have shape [images, channels], both at least 1, but numbers without a shape came. Give { data, shape } or arrays in arrays.',
    ],
    [
      { queries: [[1, 2]], references: [[1, 2, 3]], k: 1 },
      'nearestNeighbours: references must have the channels of queries, 2, but 3 came. Embed both in the same way.',
    ],
    [
      { queries: [[1e200, 1]], references: [[1, 1]], k: 1 },
      'nearestNeighbours: queries must have rows whose squares float64 can add up, but numbers like 1e+200 in row 0 came. Scale them.',
    ],
  ])('refuses %#', async (call, message) => {
    await expect(nearestNeighbours(call)).rejects.toThrow(message);
  });
});

it('retrieval of classes of one image each is refused, and a label for each image asked for', async () => {
  await expect(retrieval({ vectors: [[1], [2]], labels: ['a', 'b'] })).rejects.toThrow(
    'retrieval: some query must have another item of its class, but none came. Give classes of two images or more.',
  );
  await expect(retrieval({ vectors: [[1], [2]], labels: ['a'] })).rejects.toThrow(
    'retrieval: labels must have one label for each of 2 images, but 1 came. Give them in the order of the images.',
  );
  await expect(retrieval({ vectors: [[1], [2]], labels: ['a', 3] })).rejects.toThrow(
    'retrieval: labels must be finite numbers, or all of them names, but 3 at index 1 came. Give each image a class.',
  );
});
