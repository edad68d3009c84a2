import { high, larger, low, madd, smaller, splat } from './lanes';
import { Plan, State } from './layout';
import {
  EXPONENT_UNIT,
  exp2,
  exponentField,
  LOG0,
  LOG1,
  LOG2,
  mantissa,
  scaledLog,
  shiftOf,
  thresholdOf,
  twice,
  unitOf,
} from './power';
import { tokenAt, weightAt } from './rows';

/** Rows that are summed in float32 before they go to float64: short enough for the rounding not to gather. */
const RUN: i32 = 64;

/**
 * Adds `Σ q (x / ref)^p` over the rows to the state of four channels.
 *
 * With only positive exponents no ratio exceeds 1 and no infinite token comes here.
 */
// @ts-ignore: decorator
@inline
export function addPowers(state: State, plan: Plan, rows: usize, count: i32, at: usize, eps: f32, positive: bool): void {
  const ref = state.ref;
  const p = plan.far;
  const lowest = larger(twice(ref, plan.lowReach), splat(eps));
  const highest = twice(ref, plan.highReach);
  const shift = shiftOf(ref);
  const unit = unitOf(ref, shift);
  const threshold = thresholdOf(unit, shift);
  const perField = f32x4.mul(p, splat(EXPONENT_UNIT));
  const c0 = f32x4.mul(p, splat(LOG0));
  const c1 = f32x4.mul(p, splat(LOG1));
  const c2 = f32x4.mul(p, splat(LOG2));
  for (let begin = 0; begin < count; begin += RUN) {
    const end = min(begin + RUN, count);
    let sumA = splat(0), sumB = sumA, sumC = sumA, sumD = sumA;
    let i = begin;
    for (; i + 4 <= end; i += 4) {
      sumA = madd(weightAt(rows, i), powerOf(tokenAt(rows, i, at), positive, lowest, highest, shift, unit, threshold, perField, c0, c1, c2), sumA);
      sumB = madd(weightAt(rows, i + 1), powerOf(tokenAt(rows, i + 1, at), positive, lowest, highest, shift, unit, threshold, perField, c0, c1, c2), sumB);
      sumC = madd(weightAt(rows, i + 2), powerOf(tokenAt(rows, i + 2, at), positive, lowest, highest, shift, unit, threshold, perField, c0, c1, c2), sumC);
      sumD = madd(weightAt(rows, i + 3), powerOf(tokenAt(rows, i + 3, at), positive, lowest, highest, shift, unit, threshold, perField, c0, c1, c2), sumD);
    }
    for (; i < end; i++) {
      sumA = madd(weightAt(rows, i), powerOf(tokenAt(rows, i, at), positive, lowest, highest, shift, unit, threshold, perField, c0, c1, c2), sumA);
    }
    addTo(state, sumA, sumB, sumC, sumD);
  }
}

// @ts-ignore: decorator
@inline
function powerOf(
  x: v128,
  positive: bool,
  lowest: v128,
  highest: v128,
  shift: v128,
  unit: v128,
  threshold: v128,
  perField: v128,
  c0: v128,
  c1: v128,
  c2: v128,
): v128 {
  let held = larger(x, lowest);
  if (!positive) held = smaller(held, highest);
  const field = exponentField(held, threshold);
  const u = exp2(scaledLog(field, mantissa(held, shift, field), unit, perField, c0, c1, c2));
  return positive ? u : v128.andnot(u, f32x4.eq(x, splat(Infinity)));
}

/**
 * Adds `Σ q (x / ref)^(h / 2)` by multiplication, where ref is a power of two: exact but for the products themselves.
 *
 * `lowest` holds tokens from below; none is held where it is -∞.
 */
// @ts-ignore: decorator
@inline
export function addProducts(state: State, rows: usize, count: i32, at: usize, lowest: v128, scale: v128, h: i32): void {
  for (let begin = 0; begin < count; begin += RUN) {
    const end = min(begin + RUN, count);
    let sumA = splat(0), sumB = sumA, sumC = sumA, sumD = sumA;
    let i = begin;
    for (; i + 4 <= end; i += 4) {
      sumA = madd(weightAt(rows, i), raised(f32x4.mul(larger(tokenAt(rows, i, at), lowest), scale), h), sumA);
      sumB = madd(weightAt(rows, i + 1), raised(f32x4.mul(larger(tokenAt(rows, i + 1, at), lowest), scale), h), sumB);
      sumC = madd(weightAt(rows, i + 2), raised(f32x4.mul(larger(tokenAt(rows, i + 2, at), lowest), scale), h), sumC);
      sumD = madd(weightAt(rows, i + 3), raised(f32x4.mul(larger(tokenAt(rows, i + 3, at), lowest), scale), h), sumD);
    }
    for (; i < end; i++) {
      sumA = madd(weightAt(rows, i), raised(f32x4.mul(larger(tokenAt(rows, i, at), lowest), scale), h), sumA);
    }
    addTo(state, sumA, sumB, sumC, sumD);
  }
}

/** `r^(h / 2)`. */
// @ts-ignore: decorator
@inline
function raised(r: v128, h: i32): v128 {
  const square = f32x4.mul(r, r);
  switch (h) {
    case 1:
      return f32x4.sqrt(r);
    case 2:
      return r;
    case 3:
      return f32x4.mul(r, f32x4.sqrt(r));
    case 4:
      return square;
    case 5:
      return f32x4.mul(square, f32x4.sqrt(r));
    case 6:
      return f32x4.mul(square, r);
    case 7:
      return f32x4.mul(f32x4.mul(square, r), f32x4.sqrt(r));
    case 8:
      return f32x4.mul(square, square);
    case 10:
      return f32x4.mul(f32x4.mul(square, square), r);
    default:
      return f32x4.mul(f32x4.mul(square, square), square);
  }
}

// @ts-ignore: decorator
@inline
function addTo(state: State, a: v128, b: v128, c: v128, d: v128): void {
  const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  state.sum0 = f64x2.add(state.sum0, low(sum));
  state.sum1 = f64x2.add(state.sum1, high(sum));
}
