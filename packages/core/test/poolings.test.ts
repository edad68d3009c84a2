import { describe, expect, it } from 'vitest';
import {
  outputChannels,
  outputShape,
  parametersOf,
  parseSpec,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
  pyramidRegions,
  rmacRegions,
  weightChannels,
} from '../src/index.ts';
import { regionsAtMost } from '../src/pooling/composite/regions.ts';
import { column, distance } from './arrays.ts';

const image = (values: readonly number[], height: number, width: number) => ({
  data: values,
  shape: [1, height * width, values.length / height / width] as const,
});
const ln = Math.log;

describe('log-sum-exp', () => {
  it('is the logarithm of the power mean of e^x', () => {
    const x = [-1.5, 0.25, 2, 0.75];
    for (const r of [-7, -0.01, 0, 0.01, 0.5, 3, 40]) {
      const ofExponentials = poolArray(column(...x.map(Math.exp)), { type: 'gem', p: r });
      expect(poolArray(column(...x), { type: 'lse', r })[0]).toBeCloseTo(ln(ofExponentials[0]!), 12);
    }
  });
  it('moves with the tokens, however far', () => {
    const [near] = poolArray(column(1, 2, 4), { type: 'lse', r: 2 });
    expect(poolArray(column(1e6 + 1, 1e6 + 2, 1e6 + 4), { type: 'lse', r: 2 })[0]).toBeCloseTo(
      1e6 + near!,
      8,
    );
    expect(near).toBeCloseTo(ln((Math.exp(2) + Math.exp(4) + Math.exp(8)) / 3) / 2, 12);
  });
  it('lies between mean and max, where r = 0 and ∞ are', () => {
    const pooled = (r: number | 'inf' | '-inf') => poolArray(column(1, 2, 6), { type: 'lse', r })[0];
    expect([pooled('-inf'), pooled(0), pooled('inf')]).toEqual([1, 3, 6]);
    expect(pooled(1)).toBeGreaterThan(3);
    expect(pooled(1e9)).toBeCloseTo(6, 8);
    expect(pooled(-1e9)).toBeCloseTo(1, 8);
  });
  it('gives -∞ for the mean of -∞, which counts for nothing where r is above 0', () => {
    const x = column(Number.NEGATIVE_INFINITY, 1, 1);
    expect(poolArray(x, { type: 'lse', r: 0 })[0]).toBe(Number.NEGATIVE_INFINITY);
    expect(poolArray(x, { type: 'lse', r: 1 })[0]).toBeCloseTo(1 + ln(2 / 3), 12);
  });
});

describe('means of sentence embeddings', () => {
  it('divides by the root of the length, or weighs by position', () => {
    const tokens = column(3, 1, 5, 7);
    const mask = [1, 1, 0, 1];
    expect(poolArray(tokens, { type: 'meanSqrtLen' }, { mask })[0]).toBeCloseTo(11 / Math.sqrt(3), 12);
    expect(poolArray(tokens, { type: 'positionWeightedMean' }, { mask })[0]).toBeCloseTo(33 / 7, 12);
  });
});

describe('attention', () => {
  it('pools the mean where the query is zero, and what the query asks for where it is large', () => {
    const tokens = { data: [1, 0, 10, 0, 1, 20], shape: [1, 3, 2] as const };
    const pooled = (query: number[]) => [
      ...poolArray(tokens, { type: 'attention' }, { parameters: { query } }),
    ];
    expect(pooled([0, 0])).toEqual([4, 20 / 3].map((value) => expect.closeTo(value, 12)));
    expect(pooled([0, 1e3])).toEqual([1, 20].map((value) => expect.closeTo(value, 12)));
    expect(pooled([1e3, 0])).toEqual([10, 0].map((value) => expect.closeTo(value, 12)));
  });
  it('looks at tokens of its own in each head', () => {
    const tokens = { data: [1, 0, 0, 1], shape: [1, 2, 2] as const };
    const spec = { type: 'attention', heads: 2 } as const;
    const w = poolingWeightsArray(tokens, spec, { parameters: { query: [ln(3), ln(2)] } });
    expect([...w]).toEqual([3 / 4, 1 / 3, 1 / 4, 2 / 3].map((value) => expect.closeTo(value, 12)));
  });
  it('refuses to guess a query', () => {
    expect(() => poolArray(column(1, 2), { type: 'attention' })).toThrow(
      'attention: query must be given as a parameter, as no spec can hold it, but none came. parametersOf has its shape and where training starts.',
    );
  });
});

describe('poolings of poolings', () => {
  const tokens = { data: [1, 8, 3, 2], shape: [1, 2, 2] as const };
  const average = { type: 'mean' } as const;
  const max = { type: 'max' } as const;
  it('adds them up, each at its share', () => {
    expect([...poolArray(tokens, { type: 'mix', parts: [average, max] })]).toEqual([2.5, 6.5]);
    const spec = { type: 'mix', parts: [average, max], weights: [2, -1], trainable: true } as const;
    expect([...poolArray(tokens, spec)]).toEqual([1, 2]);
    expect([...poolArrayGradient(tokens, spec, [1, 1]).parameters.weights!]).toEqual([7, 11]);
  });
  it('puts them side by side in their order', () => {
    const spec = { type: 'concat', parts: [max, { type: 'token' }, average] } as const;
    expect([...poolArray(tokens, spec)]).toEqual([3, 8, 1, 8, 2, 5]);
    expect(outputChannels(parseSpec(spec), 2)).toBe(6);
    expect(weightChannels(parseSpec({ ...spec, after: [{ whiten: 3 }] }), 2)).toBe(6);
  });
  it('has parameters by their place in the spec', () => {
    const spec = parseSpec({
      type: 'concat',
      parts: [{ type: 'lse' }, { type: 'mix', parts: [{ type: 'gem' }, { type: 'max' }] }],
      after: ['l2', { whiten: 3 }],
    });
    expect(parametersOf(spec, 4).map(({ name, shape }) => [name, ...shape])).toEqual([
      ['parts.0.r', 1],
      ['parts.1.weights', 2],
      ['parts.1.parts.0.p', 1],
      ['after.1.mean', 8],
      ['after.1.matrix', 8, 3],
    ]);
  });
  it('skips the prefix of the whole, then that of the part', () => {
    const spec = {
      type: 'concat',
      prefixTokens: 1,
      parts: [{ type: 'token' }, { type: 'mean', prefixTokens: 1 }],
    } as const;
    expect([...poolArray(column(9, 1, 2, 4), spec)]).toEqual([1, 3]);
  });
});

describe('regions', () => {
  it('are those of R-MAC', () => {
    // Computed by hand from the paper: squares of side ⌊2 min / (l + 1)⌋, spread evenly. A grid of 7 × 10 has 2 + 6 + 12.
    const listed = (height: number, width: number, levels: number) =>
      rmacRegions([height, width], levels).map(({ left, top, width: side }) => `${left},${top},${side}`);
    expect(listed(4, 4, 2)).toEqual(['0,0,4', '0,0,2', '2,0,2', '0,2,2', '2,2,2']);
    expect(listed(3, 4, 1)).toEqual(['0,0,3', '1,0,3']);
    expect(rmacRegions([14, 14], 3)).toHaveLength(14);
    expect(rmacRegions([7, 10], 3)).toHaveLength(20);
    expect(rmacRegions([1, 1], 3)).toHaveLength(1);
  });
  it('overlap by 40 % along the longer side where the grid allows it', () => {
    for (const [height, width] of [
      [20, 32],
      [10, 22],
      [44, 20],
    ] as const) {
      const [first, second] = rmacRegions([height, width], 1);
      const apart = Math.max(second!.left - first!.left, second!.top - first!.top);
      expect(1 - apart / Math.min(height, width)).toBeCloseTo(0.4, 1);
    }
  });
  it('of a pyramid cover the grid, level by level and row by row', () => {
    expect(
      pyramidRegions([3, 4], [1, 2]).map(({ top, left, height, width }) => [top, left, height, width]),
    ).toEqual([
      [0, 0, 3, 4],
      [0, 0, 2, 2],
      [0, 2, 2, 2],
      [1, 0, 2, 2],
      [1, 2, 2, 2],
    ]);
  });
  it('are counted beforehand, as many as the longest grid has', () => {
    // With a grid 4.6 times as long as wide, six more regions along the longer side give the overlap nearest to 0.4.
    const longest = [100, 460] as const;
    for (const levels of [1, 2, 3, 7]) {
      expect(regionsAtMost({ type: 'regional', levels })).toBe(rmacRegions(longest, levels).length);
    }
    expect(regionsAtMost({ type: 'regional' })).toBe(rmacRegions(longest, 3).length);
    expect(regionsAtMost({ type: 'pyramid', levels: [1, 3, 5] })).toBe(1 + 9 + 25);
    expect(regionsAtMost({ type: 'pyramid' })).toBe(1 + 4 + 16);
    expect(regionsAtMost({ type: 'mean' })).toBe(1);
  });
  it('are pooled, normalised and added', () => {
    // Tokens of two channels. The regions of a 2 × 2 grid are the whole grid and each token.
    const tokens = image([3, 4, 0, 1, 1, 0, 0, 0], 2, 2);
    const spec = { type: 'regional', grid: [2, 2], levels: 2 } as const;
    expect([...poolArray(tokens, spec)]).toEqual(
      [0.6 + 0.6 + 1, 0.8 + 0.8 + 1].map((value) => expect.closeTo(value, 12)),
    );
    const plain = { ...spec, levels: 1, whole: true, part: { type: 'mean', after: [] } } as const;
    expect([...poolArray(tokens, plain)]).toEqual([2, 2.5]);
  });
  it('give zeros where nothing is kept', () => {
    const spec = { type: 'pyramid', grid: [1, 2], levels: [2], part: { type: 'mean' } } as const;
    expect([...poolArray(column(5, 7), spec, { mask: [1, 0] })]).toEqual([5, 0, 5, 0]);
  });
});

describe('steps after a pooling', () => {
  it('normalise at every scale, and leave zeros', () => {
    for (const scale of [1e-300, 1e-30, 1, 1e30, 1e300]) {
      const tokens = { data: [3 * scale, 4 * scale], shape: [1, 1, 2] as const };
      const spec = { type: 'mean', after: ['l2'] } as const;
      expect(distance(poolArray(tokens, spec), [0.6, 0.8])).toBeLessThan(1e-15);
    }
    const zeros = { data: [0, 0], shape: [1, 1, 2] as const };
    expect([...poolArray(zeros, { type: 'mean', after: ['l2'] })]).toEqual([0, 0]);
    expect([...poolArrayGradient(zeros, { type: 'mean', after: ['l2'] }, [1, 1]).tokens]).toEqual([0, 0]);
  });
  it('give zeros for an image in which nothing is kept, whitened or not', () => {
    const parameters = { 'after.0.mean': [1, 2], 'after.0.matrix': [3, 4] };
    const tokens = { data: [1, 1, 1, 1], shape: [2, 1, 2] as const };
    const pooled = poolArray(tokens, { type: 'mean', after: [{ whiten: 1 }] }, { mask: [0, 1], parameters });
    expect([...pooled]).toEqual([0, -4]);
  });
});

describe('layouts', () => {
  const spec = { type: 'regional', levels: 1, after: ['l2'] } as const;
  const data = Float64Array.from({ length: 2 * 3 * 4 * 5 }, (_, i) => Math.sin(i));
  const channelsFirst = Float64Array.from({ length: 120 }, (_, i) => {
    const [b, c, place] = [Math.floor(i / 60), Math.floor(i / 12) % 5, i % 12];
    return data[(b * 12 + place) * 5 + c]!;
  });
  it('pool the same image alike, with the gradient where the input is', () => {
    const last = { data, shape: [2, 3, 4, 5] };
    const first = { data: channelsFirst, shape: [2, 5, 3, 4] };
    const options = { dataFormat: 'channelsFirst' } as const;
    expect([...poolArray(first, spec, options)]).toEqual([...poolArray(last, spec)]);
    const dy = new Float64Array(10).fill(1);
    const dx = poolArrayGradient(last, spec, dy).tokens;
    const swapped = poolArrayGradient(first, spec, dy, options).tokens;
    expect(swapped[12 * 4 + 7]).toBe(dx[7 * 5 + 4]);
  });
  it('keep the axes that were pooled, at length 1, where they are asked for', () => {
    const mean = parseSpec({ type: 'mean' });
    expect(outputShape(mean, [2, 7, 5])).toEqual([2, 5]);
    expect(outputShape(mean, [2, 7, 5], { keepDims: true })).toEqual([2, 1, 5]);
    expect(outputShape(mean, [2, 7, 5], { dataFormat: 'channelsFirst', keepDims: true })).toEqual([2, 7, 1]);
    expect(outputShape(mean, [2, 3, 4, 5], { keepDims: true })).toEqual([2, 1, 1, 5]);
    expect(outputShape(mean, [2, 5, 3, 4], { dataFormat: 'channelsFirst', keepDims: true })).toEqual([
      2, 5, 1, 1,
    ]);
  });
});
