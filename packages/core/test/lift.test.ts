import { expect, it } from 'vitest';
import { arrayOps, type FloatArray, type TensorOps } from '../src/index.ts';
import { lift } from '../src/ops/lift.ts';

const none: TensorOps<FloatArray> = Object.assign(
  Object.fromEntries(
    Object.keys(arrayOps).map((name) => [
      name,
      () => {
        throw new Error(`${name} ran`);
      },
    ]),
  ),
  { float: arrayOps.float },
) as never;
const x: FloatArray = { shape: [1, 2, 1], data: Float64Array.of(0.25, 0.5) };

it('what is known beforehand is computed on the host, and no operation of the library runs', () => {
  const { add, sub, mul, div, exp, log, power, clamp, less, equal, select, spread } = lift(none);
  const layout = { groups: 1, channels: 3, interleaved: false };
  expect([add(2, 3), sub(2, 3), mul(2, 3), div(3, 2), exp(1), log(8)]).toEqual([
    5,
    -1,
    6,
    1.5,
    Math.E,
    Math.log(8),
  ]);
  expect([power(0.25, 0.5), power(0, 2), clamp(3, 0, 2), clamp(-1, 0, 2), clamp(1, 0, 2)]).toEqual([
    expect.closeTo(0.5, 15),
    0,
    2,
    0,
    1,
  ]);
  expect([less(2, 3), less(3, 3), less(4, 3), equal(2, 3), equal(3, 3)]).toEqual([1, 0, 0, 0, 1]);
  expect([select(1, x, 2), select(0, 3, x), spread(4, layout)]).toEqual([x, x, 4]);
});

it('a product, a quotient or a power by 1 is the tensor itself', () => {
  const { mul, div, power } = lift(none);
  for (const same of [mul(x, 1), mul(1, x), div(x, 1), power(x, 1)]) expect(same).toBe(x);
});

it('a reduction of a number is refused: it has no tokens', () => {
  const { sum, max, count, concat } = lift(none);
  for (const reduce of [sum, max, count, (one: number) => concat([one])]) {
    expect(() => reduce(2)).toThrow('core: a reduction was given a number; it has no tokens to reduce.');
  }
});
