import { expect, it } from 'vitest';
import {
  arrayOps,
  type FloatArray,
  type PRange,
  parseSpec,
  pool,
  poolGradient,
  poolingWeights,
} from '../src/index.ts';
import { distance } from './arrays.ts';

const tokens: FloatArray = {
  shape: [1, 3, 4],
  data: Float64Array.of(0.5, 2, 1e-3, 7, 1, 0.25, 3, 4, 2, 2, 1, 1e-6),
};
const dy: FloatArray = { shape: [1, 1, 4], data: Float64Array.of(1, -2, 0.5, 3) };

/**
 * For each range, a start and exponents within it: near 0, on both sides of 1/2, where the formula changes, and far away;
 * of both signs if the range allows it.
 */
const cases: readonly (readonly [PRange | null, start: number, exponents: readonly number[]])[] = [
  [null, 3, [-3, -0.5, -0.49, -0.2, 0, 0.3, 0.49, 0.5, 1, 25]],
  [[-1, 3], 1, [-0.5, -0.4, 0, 0.2, 0.5, 2]],
  [[-3, 1], -1, [-2, -0.5, -0.2, 0, 0.4, 0.5]],
  [[0, null], 3, [0.2, 0.4, 0.5, 3]],
  [[0.5, null], 3, [0.6, 3]],
  [[null, 0], -3, [-3, -0.5, -0.4, -0.2]],
  [[null, -0.5], -3, [-3, -0.6]],
];

it.each(cases.map((one) => [JSON.stringify(one[0]), one] as const))(
  'exponents that the host cannot read pool as those that it can: range %s',
  (_, [range, start, exponents]) => {
    const spec = parseSpec({ type: 'ggem', groups: 2, p: start, range });
    const pairs = exponents.flatMap((a) => exponents.map((b) => [a, b]));
    for (const p of pairs) {
      const tensor: FloatArray = { shape: [1, 1, 2], data: Float64Array.from(p) };
      const [open, known] = [undefined, p].map((values) => {
        const inputs = { tokens, channels: 4, parameters: { p: { tensor, values } } };
        const gradient = poolGradient(arrayOps, spec, inputs, dy);
        return [
          pool(arrayOps, spec, inputs),
          poolingWeights(arrayOps, spec, inputs),
          gradient.tokens,
          gradient.parameters.p!,
        ].flatMap(({ data }) => [...data]);
      });
      expect(distance(open!, known!), `p = ${p}`).toBeLessThan(1e-14);
    }
  },
);

it('where no exponent is said to be near 0, only the formulas far from it run', () => {
  const spec = parseSpec({ type: 'ggem', groups: 2 });
  const p = [3, -2];
  const tensor: FloatArray = { shape: [1, 1, 2], data: Float64Array.from(p) };
  const [open, far, known] = [{}, { areFar: true }, { values: p }].map((more) => {
    let logarithms = 0;
    const log = (x: FloatArray) => {
      logarithms++;
      return arrayOps.log(x);
    };
    const inputs = { tokens, channels: 4, parameters: { p: { tensor, ...more } } };
    const gradient = poolGradient({ ...arrayOps, log }, spec, inputs, dy);
    return { logarithms, numbers: [...gradient.tokens.data, ...gradient.parameters.p!.data] };
  });
  expect(far!.logarithms).toBe(known!.logarithms);
  expect(far!.logarithms).toBeLessThan(open!.logarithms);
  expect(distance(far!.numbers, known!.numbers)).toBeLessThan(1e-14);
});
