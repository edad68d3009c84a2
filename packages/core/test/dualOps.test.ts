import { expect, it } from 'vitest';
import { arrayOps, type FloatArray, type TensorOps } from '../src/index.ts';
import { type Dual, dualOps } from '../src/ops/dualOps.ts';
import { distance } from './arrays.ts';

const layout = { groups: 2, channels: 4, interleaved: false };

/** Every operation; several operands broadcast. Each function ends in a sum, which only works on complete shapes. */
const functions: Readonly<Record<string, <T>(ops: TensorOps<T>, x: T, row: T, column: T) => T>> = {
  add: (ops, x, row, column) => ops.sum(ops.add(ops.add(row, column), x)),
  'add, one side still': (ops, x, row, column) => ops.sum(ops.add(row, ops.positions(ops.mul(x, column)))),
  sub: (ops, _, row, column) => ops.sum(ops.sub(row, column)),
  'sub from a number': (ops, x) => ops.sum(ops.sub(2, x)),
  mul: (ops, x, row, column) => ops.sum(ops.mul(ops.mul(row, column), x)),
  div: (ops, x, row, column) => ops.sum(ops.div(ops.div(row, column), x)),
  'div of a number': (ops, x) => ops.sum(ops.div(3, x)),
  'exp, log': (ops, x, row) => ops.sum(ops.mul(ops.exp(x), ops.log(row))),
  clamp: (ops, x) => ops.sum(ops.clamp(x, 1, 1.5)),
  select: (ops, x, row, column) => ops.sum(ops.select(ops.less(x, 1.2), row, column)),
  'select, one side still': (ops, x, row) => ops.sum(ops.select(ops.less(x, 1.2), 0, row)),
  expand: (ops, x, row) => ops.sum(ops.expand(row, x)),
  'slice, pad': (ops, x) => ops.sum(ops.mul(ops.pad(ops.slice(x, 1), 1), x)),
  transpose: (ops, x) => ops.sum(ops.transpose(ops.mul(x, x))),
  'spread, collect': (ops, x) => ops.sum(ops.mul(ops.spread(ops.collect(x, layout), layout), x)),
  sumBatch: (ops, x) => ops.sum(ops.sumBatch(ops.mul(x, x))),
  'concat, sliceChannels': (ops, x, row) =>
    ops.sum(ops.mul(ops.sliceChannels(ops.concat([x, ops.expand(2, x), ops.expand(row, x)]), 2, 10), 3)),
  'concat, one side still': (ops, x) => ops.sum(ops.concat([ops.expand(2, x), x])),
  'linear, tokens still': (ops, x, row) =>
    ops.sum(ops.linear(ops.expand(2, x), ops.transpose(ops.slice(ops.mul(x, row), 0, 1)))),
  'linear, matrix still': (ops, x) =>
    ops.sum(ops.linear(x, ops.transpose(ops.expand(2, ops.slice(x, 0, 1))))),
  linear: (ops, x, row) => ops.sum(ops.linear(x, ops.transpose(ops.slice(ops.mul(x, row), 0, 1)))),
};

const filled = (shape: FloatArray['shape'], seed: number): FloatArray => ({
  shape,
  data: Float64Array.from(
    { length: shape[0] * shape[1] * shape[2] },
    (_, i) => 1.2 + 0.7 * Math.sin((i + 1) * seed),
  ),
});

it.each(Object.keys(functions))('the tangent is the derivative, in the shape of the value: %s', (name) => {
  const compute = functions[name]!;
  const inputs = [filled([1, 3, 4], 12.9898), filled([1, 1, 4], 78.233), filled([1, 3, 1], 4.1414)] as const;
  const along = [filled([1, 3, 4], 3.3), filled([1, 1, 4], 5.7), filled([1, 3, 1], 9.1)] as const;
  const at = (step: number): FloatArray => {
    const [x, row, column] = inputs.map(({ shape, data }, k) => ({
      shape,
      data: data.map((value, i) => value + step * along[k]!.data[i]!),
    }));
    return compute(arrayOps, x!, row!, column!);
  };
  const moving = (k: 0 | 1 | 2): Dual<FloatArray> => ({ value: inputs[k], tangent: along[k] });
  const { value, tangent } = compute(dualOps(arrayOps), moving(0), moving(1), moving(2));
  const [before, after] = [at(-1e-6), at(1e-6)];
  const slopes = before.data.map((low, i) => (after.data[i]! - low) / 2e-6);
  expect((tangent as FloatArray).shape).toEqual(value.shape);
  expect(distance((tangent as FloatArray).data, slopes)).toBeLessThan(1e-7);
});

it('what does not move is no tensor, nor is the maximum, so that 0 · ∞ is not computed', () => {
  const ops = dualOps(arrayOps);
  const x = { value: filled([1, 3, 4], 2), tangent: 0 } as const;
  const infinite = ops.div(x, 0);
  const row = ops.slice(x, 0, 1);
  for (const [name, still] of Object.entries({
    add: ops.add(x, infinite),
    sub: ops.sub(2, x),
    mul: ops.mul(infinite, x),
    div: infinite,
    exp: ops.exp(x),
    log: ops.log(x),
    clamp: ops.clamp(x, 1, 1.5),
    less: ops.less(x, 1),
    equal: ops.equal(x, 1),
    select: ops.select(ops.less(x, 1), x, 2),
    sum: ops.sum(x),
    positions: ops.positions(x),
    'expand a number': ops.expand(2, x),
    expand: ops.expand(row, x),
    slice: row,
    pad: ops.pad(x, 1),
    transpose: ops.transpose(x),
    constant: ops.constant([1, 2, 3, 4]),
    spread: ops.spread(x, { groups: 4, channels: 8, interleaved: false }),
    collect: ops.collect(x, layout),
    sumBatch: ops.sumBatch(x),
    concat: ops.concat([x, infinite]),
    sliceChannels: ops.sliceChannels(x, 1, 3),
    linear: ops.linear(x, ops.transpose(row)),
  })) {
    expect(still.tangent, name).toBe(0);
  }
  expect(ops.max({ value: x.value, tangent: x.value }).tangent).toBe(0);
});
