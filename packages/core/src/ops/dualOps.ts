import { lift } from './lift.ts';
import type { Operand, TensorOps } from './ops.ts';

/** A value and how fast it changes along a direction: `a + b ε` with `ε² = 0`. */
export interface Dual<T> {
  readonly value: T;
  /** In the shape of `value`; the number 0 where the value does not change along the direction. */
  readonly tangent: Operand<T>;
}

/**
 * The operations of a library on dual numbers: any function written against them gives its derivative along a
 * direction beside its value, exact to rounding.
 *
 * Conditions are those of the values, and `max` is a constant, as the seam has it.
 */
export function dualOps<T>(ops: TensorOps<T>): TensorOps<Dual<T>> {
  type D = Dual<T>;
  const lifted = lift(ops);
  const { add, div, equal, less, mul, select } = lifted;
  const primalOf = (x: Operand<D>): Operand<T> => (typeof x === 'number' ? x : x.value);
  const tangentOf = (x: Operand<D>): Operand<T> => (typeof x === 'number' ? 0 : x.tangent);
  const dual = (value: Operand<T>, tangent: Operand<T>): D => ({ value: value as T, tangent });
  const constant = (value: Operand<T>): D => dual(value, 0);
  /** A product in which a tangent of 0 gives 0: as numbers, 0 · ∞ would be NaN. */
  const times = (a: Operand<T>, b: Operand<T>): Operand<T> => (a === 0 || b === 0 ? 0 : mul(a, b));
  const plus = (a: Operand<T>, b: Operand<T>): Operand<T> => (a === 0 ? b : b === 0 ? a : add(a, b));
  /** A tangent, repeated to the shape of its value where that came from a broadcast. */
  const shaped = (value: Operand<T>, tangent: Operand<T>): D =>
    dual(value, tangent === 0 ? 0 : lifted.expand(tangent, value));
  const linear =
    (map: (x: T) => Operand<T>) =>
    ({ value, tangent }: D): D =>
      dual(map(value), tangent === 0 ? 0 : map(tangent as T));

  return {
    float: ops.float,
    add: (a, b) => shaped(add(primalOf(a), primalOf(b)), plus(tangentOf(a), tangentOf(b))),
    sub: (a, b) => shaped(lifted.sub(primalOf(a), primalOf(b)), plus(tangentOf(a), times(-1, tangentOf(b)))),
    mul: (a, b) =>
      dual(
        mul(primalOf(a), primalOf(b)),
        plus(times(tangentOf(a), primalOf(b)), times(primalOf(a), tangentOf(b))),
      ),
    div: (a, b) => {
      const quotient = div(primalOf(a), primalOf(b));
      const moved = plus(tangentOf(a), times(-1, times(quotient, tangentOf(b))));
      return dual(quotient, moved === 0 ? 0 : div(moved, primalOf(b)));
    },
    exp: ({ value, tangent }) => {
      const grown = ops.exp(value);
      return dual(grown, times(grown, tangent));
    },
    log: ({ value, tangent }) => dual(ops.log(value), tangent === 0 ? 0 : div(tangent, value)),
    clamp: ({ value, tangent }, low, high) => {
      const above = low === Number.NEGATIVE_INFINITY ? tangent : select(less(value, low), 0, tangent);
      const within = high === Number.POSITIVE_INFINITY ? above : select(less(high, value), 0, above);
      return dual(ops.clamp(value, low, high), tangent === 0 ? 0 : within);
    },
    less: (a, b) => constant(less(primalOf(a), primalOf(b))),
    equal: (a, b) => constant(equal(primalOf(a), primalOf(b))),
    select: (condition, yes, no) => {
      const [first, second] = [tangentOf(yes), tangentOf(no)];
      const still = first === 0 && second === 0;
      return shaped(
        select(condition.value, primalOf(yes), primalOf(no)),
        still ? 0 : select(condition.value, first, second),
      );
    },
    sum: linear(ops.sum),
    max: ({ value }) => constant(ops.max(value)),
    count: ({ value }) => {
      const count = ops.count(value);
      return typeof count === 'number' ? count : constant(count);
    },
    positions: ({ value }) => constant(ops.positions(value)),
    expand: (x, like) =>
      dual(
        lifted.expand(primalOf(x), like.value),
        tangentOf(x) === 0 ? 0 : lifted.expand(tangentOf(x), like.value),
      ),
    slice: (x, begin, end) => linear((part) => ops.slice(part, begin, end))(x),
    pad: (x, before) => linear((part) => ops.pad(part, before))(x),
    transpose: linear(ops.transpose),
    constant: (values, axis) => constant(ops.constant(values, axis)),
    spread: (x, layout) => linear((part) => ops.spread(part, layout))(x),
    collect: (x, layout) => linear((part) => ops.collect(part, layout))(x),
    sumBatch: linear(ops.sumBatch),
    concat: (parts) => {
      const still = parts.every(({ tangent }) => tangent === 0);
      const tangents = parts.map(({ value, tangent }) => lifted.expand(tangent, value));
      return dual(ops.concat(parts.map(({ value }) => value)), still ? 0 : lifted.concat(tangents));
    },
    sliceChannels: (x, begin, end) => linear((part) => ops.sliceChannels(part, begin, end))(x),
    linear: (x, matrix) => {
      const byX = x.tangent === 0 ? 0 : lifted.linear(x.tangent, matrix.value);
      const byMatrix = matrix.tangent === 0 ? 0 : lifted.linear(x.value, matrix.tangent);
      return dual(ops.linear(x.value, matrix.value), plus(byX, byMatrix));
    },
  };
}
