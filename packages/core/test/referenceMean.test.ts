import { describe, expect, it } from 'vitest';
import {
  arrayOps,
  type FloatArray,
  type FloatLimits,
  float32,
  float64,
  type Operand,
  type PoolingSpecInput,
  parseSpec,
  pool,
  poolGradient,
  poolingWeights,
} from '../src/index.ts';
import { distance } from './arrays.ts';

/** A library that has a mean as a scale, and whose clamp loses NaN, as some do. */
function withRoughMean() {
  let maxima = 0;
  const ops = {
    ...arrayOps,
    clamp: (x: FloatArray, low: number, high: number): FloatArray => {
      return {
        ...x,
        data: arrayOps.clamp(x, low, high).data.map((value) => (Number.isNaN(value) ? low : value)),
      };
    },
    max: (x: FloatArray) => {
      maxima++;
      return arrayOps.max(x);
    },
    roughMean: (x: FloatArray, q: Operand<FloatArray>) =>
      typeof q === 'number' ? arrayOps.mul(arrayOps.sum(x), q) : arrayOps.sum(arrayOps.mul(x, q)),
  };
  return { ops, maxima: () => maxima };
}

function inputsOf(values: readonly number[], mask?: readonly number[]) {
  const column = (data: readonly number[]): FloatArray => ({
    shape: [1, data.length, 1],
    data: Float64Array.from(data),
  });
  return { channels: 1, tokens: column(values), ...(mask && { mask: column(mask) }) };
}

const { MAX_VALUE: huge, POSITIVE_INFINITY: infinity, NaN: none } = Number;

describe('a power mean relative to the mean', () => {
  it.each<[name: string, spec: PoolingSpecInput, values: number[], expected: number, mask?: number[]]>([
    // The third root of 25.
    ['of a few tokens', { type: 'gem', p: 3 }, [1, 2, 3, 4], 2.924017738212866],
    ['of one above a thousand', { type: 'gem', p: 3 }, [1e6, ...new Array<number>(999).fill(0)], 1e5],
    ['where the sum overflows', { type: 'gem', p: 3 }, [huge, huge, huge, huge], huge],
    // 2^(-1/3) of it.
    ['where one token alone is huge', { type: 'gem', p: 3 }, [huge, 0], 1.4268299866982252e308],
    ['of zeros, which are eps', { type: 'gem', p: 3 }, [0, 0, 0], 1e-6],
    ['of tokens below eps', { type: 'gem', p: 3 }, [-1e9, -2, -infinity], 1e-6],
    ['with NaN', { type: 'gem', p: 3 }, [1, none, 3], none],
    ['with NaN below infinity', { type: 'gem', p: 3 }, [infinity, none, -infinity], none],
    ['with an infinity', { type: 'gem', p: 3 }, [1, infinity, 3], infinity],
    ['with both infinities', { type: 'gem', p: 3 }, [-infinity, infinity, 3], infinity],
    ['of sizes', { type: 'gem', p: 2, negatives: 'abs' }, [-3, 4, -5, 0], Math.sqrt(12.5)],
    ['without what is dropped', { type: 'gem', p: 2 }, [none, 3, infinity, 5], Math.sqrt(17), [0, 1, 0, 1]],
    [
      'with an infinity beside what is dropped',
      { type: 'gem', p: 2 },
      [none, 3, infinity],
      infinity,
      [0, 1, 1],
    ],
    ['of nothing', { type: 'gem', p: 2 }, [none, 3], 0, [0, 0]],
  ])('%s', (_, input, values, expected, mask) => {
    const { ops, maxima } = withRoughMean();
    const y = pool(ops, parseSpec(input), inputsOf(values, mask)).data[0]!;
    if (Number.isFinite(expected)) expect(Math.abs(y / expected - 1) || 0).toBeLessThan(1e-14);
    else expect(y).toBe(expected);
    // That of the mask is looked for.
    expect(maxima()).toBe(mask === undefined ? 0 : 1);
  });

  it.each<[why: string, spec: PoolingSpecInput, more?: { float?: FloatLimits; tokenWeights?: FloatArray }]>([
    ['p is below 1', { type: 'gem', p: 0.99 }],
    ['one p of several is below 1', { type: 'ggem', groups: 2, p: [3, -1] }],
    ['p is infinite', { type: 'gem', p: 'inf' }],
    ['powers would leave the float type', { type: 'gem', p: 800 }],
    ['eps is near the smallest number', { type: 'gem', p: 3, eps: 1e-37 }, { float: float32 }],
    ['tokens weigh differently', { type: 'gem', p: 3 }, { tokenWeights: inputsOf([1, 2, 3]).tokens }],
  ])('is not used where %s', (_, input, { float = float64, ...more } = {}) => {
    const { ops, maxima } = withRoughMean();
    const { tokens } = inputsOf([1, 2, 3, 4, 5, 6]);
    const inputs = { channels: 2, tokens: { ...tokens, shape: [1, 3, 2] as const }, ...more };
    pool({ ...ops, float }, parseSpec(input), inputs);
    expect(maxima()).toBeGreaterThan(0);
  });

  it('is not used for one token, which is its own scale', () => {
    const { ops } = withRoughMean();
    for (const mask of [undefined, [1]]) {
      for (const value of [2, huge, infinity]) {
        const y = pool(ops, parseSpec({ type: 'gem', p: 2 }), inputsOf([value], mask)).data[0];
        expect(y).toBe(value);
      }
    }
  });

  it.each([1, 1.5, 3, 7.3])(
    'has the weights and gradients that the largest token as scale gives: p = %s',
    (p) => {
      const spec = parseSpec({ type: 'gem', p });
      const values = [0.5, 2, 1e-3, 7, -1, 0.25, 1e-6, 4, 300];
      for (const mask of [undefined, [1, 1, 0, 1, 1, 1, 1, 1, 1]]) {
        const inputs = inputsOf(values, mask);
        const tensor: FloatArray = { shape: [1, 1, 1], data: Float64Array.of(p) };
        const live = { ...inputs, parameters: { p: { tensor, values: [p] } } };
        const dy: FloatArray = { shape: [1, 1, 1], data: Float64Array.of(1.5) };
        const [own, other] = [withRoughMean().ops, arrayOps].map((ops) => {
          const { tokens, parameters } = poolGradient(ops, spec, live, dy);
          return [poolingWeights(ops, spec, inputs), tokens, parameters.p!].flatMap(({ data }) => [...data]);
        });
        expect(distance(own!, other!)).toBeLessThan(1e-12);
      }
    },
  );
});
