import { high, larger, low, madd, smaller, splat } from './lanes';
import { Plan, State } from './layout';
import {
  ANY_EXPONENTS,
  EXPONENT_UNIT,
  exp2,
  exponentField,
  LOG0,
  LOG1,
  LOG2,
  mantissa,
  POSITIVE_EXPONENTS,
  scaledLog,
  shiftOf,
  thresholdOf,
  twice,
  unitOf,
} from './power';
import { tokenAt, weightAt } from './rows';

/** How many rows are summed in float32 before the sum is added in float64: few enough that rounding errors stay small. */
const RUN: i32 = 64;

/**
 * Adds `Σ q (x / ref)^p` over the rows to the state of four channels.
 *
 * Exponents are positive, so that no ratio exceeds 1; and no token is infinite here.
 */
export function addPowers(state: State, plan: Plan, rows: usize, count: i32, at: usize, eps: f32): void {
  sum(state, plan, rows, count, at, eps, POSITIVE_EXPONENTS);
}

/** The same with exponents of any sign. */
export function addAnyPowers(state: State, plan: Plan, rows: usize, count: i32, at: usize, eps: f32): void {
  sum(state, plan, rows, count, at, eps, ANY_EXPONENTS);
}

// @ts-ignore: decorator
@inline
function sum(state: State, plan: Plan, rows: usize, count: i32, at: usize, eps: f32, positive: bool): void {
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
    let sumA = splat(0),
      sumB = sumA,
      sumC = sumA,
      sumD = sumA;
    let i = begin;
    for (; i + 4 <= end; i += 4) {
      sumA = madd(
        weightAt(rows, i),
        powerOf(
          tokenAt(rows, i, at),
          positive,
          lowest,
          highest,
          shift,
          unit,
          threshold,
          perField,
          c0,
          c1,
          c2,
        ),
        sumA,
      );
      sumB = madd(
        weightAt(rows, i + 1),
        powerOf(
          tokenAt(rows, i + 1, at),
          positive,
          lowest,
          highest,
          shift,
          unit,
          threshold,
          perField,
          c0,
          c1,
          c2,
        ),
        sumB,
      );
      sumC = madd(
        weightAt(rows, i + 2),
        powerOf(
          tokenAt(rows, i + 2, at),
          positive,
          lowest,
          highest,
          shift,
          unit,
          threshold,
          perField,
          c0,
          c1,
          c2,
        ),
        sumC,
      );
      sumD = madd(
        weightAt(rows, i + 3),
        powerOf(
          tokenAt(rows, i + 3, at),
          positive,
          lowest,
          highest,
          shift,
          unit,
          threshold,
          perField,
          c0,
          c1,
          c2,
        ),
        sumD,
      );
    }
    for (; i < end; i++) {
      sumA = madd(
        weightAt(rows, i),
        powerOf(
          tokenAt(rows, i, at),
          positive,
          lowest,
          highest,
          shift,
          unit,
          threshold,
          perField,
          c0,
          c1,
          c2,
        ),
        sumA,
      );
    }
    addTo(state, f32x4.add(f32x4.add(sumA, sumB), f32x4.add(sumC, sumD)));
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

// @ts-ignore: decorator
@inline
export function addTo(state: State, sum: v128): void {
  state.sum0 = f64x2.add(state.sum0, low(sum));
  state.sum1 = f64x2.add(state.sum1, high(sum));
}
