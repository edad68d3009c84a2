import type { Ops } from './lift.ts';
import type { Operand } from './ops.ts';

/*
 * Quotients that are smooth at 0, where their plain formulas lose digits to cancellation. They are series, made of
 * operations that every library computes well: `expm1` and `log1p` are the plain formulas in tfjs on wasm and WebGL, and
 * ONNX lacks them.
 */

/** Series are used for `|x|` below this; from here on the closed forms are as exact. */
const limit = 0.5;

/** `(e^x - 1) / x = Σ x^k / (k + 1)!`, 1 at 0, where `grown` is `e^x`. */
export function expSlope<T>(ops: Ops<T>, x: Operand<T>, grown: Operand<T>): Operand<T> {
  const { div, sub } = ops;
  const near = (value: Operand<T>) => series(ops, value, (k) => 1 / factorial(k + 1));
  return nearZero(ops, x, near, (far) => div(sub(grown, 1), far));
}

/** `ln(1 + x) / x = 2 / (2 + x) Σ t^2k / (2k + 1)` with `t = x / (2 + x)`, 1 at 0. For `x` in [-1/2, 1]. */
export function logSlope<T>(ops: Ops<T>, x: Operand<T>): Operand<T> {
  const { add, div, mul } = ops;
  const scale = div(1, add(2, x));
  const t = mul(x, scale);
  return mul(
    mul(2, scale),
    series(ops, mul(t, t), (k) => 1 / (2 * k + 1), 1 / 9),
  );
}

/**
 * `(x e^x - e^x + 1) / x² = Σ x^k (k + 1) / (k + 2)!`: positive everywhere, 1/2 at 0. It weighs squared distances in
 * the derivative of a power mean by `p`. `grown` is `e^x`.
 */
export function divergenceSlope<T>(ops: Ops<T>, x: Operand<T>, grown: Operand<T>): Operand<T> {
  const { add, div, mul, sub } = ops;
  const near = (value: Operand<T>) => series(ops, value, (k) => (k + 1) / factorial(k + 2));
  const far = (value: Operand<T>) => {
    const closed = add(sub(mul(value, grown), grown), 1);
    return div(div(closed, value), value);
  };
  return nearZero(ops, x, near, far);
}

/** One formula below the limit and another from it on. Both run for every value, each on a harmless one where the other counts. */
function nearZero<T>(
  ops: Ops<T>,
  x: Operand<T>,
  near: (x: Operand<T>) => Operand<T>,
  far: (x: Operand<T>) => Operand<T>,
): Operand<T> {
  const { less, mul, select } = ops;
  const isNear = less(mul(x, x), limit ** 2);
  return select(isNear, near(select(isNear, x, 0)), far(select(isNear, 1, x)));
}

/** `Σ c(k) x^k` by Horner's rule, with as many terms as the float type can notice for `|x| ≤ reach`. */
function series<T>(
  ops: Ops<T>,
  x: Operand<T>,
  coefficient: (k: number) => number,
  reach = limit,
): Operand<T> {
  const coefficients: number[] = [];
  for (let k = 0; coefficient(k) * reach ** k > ops.float.epsilon / 4; k++) coefficients.push(coefficient(k));
  return coefficients.reduceRight<Operand<T>>((sum, c) => ops.add(ops.mul(x, sum), c), 0);
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
