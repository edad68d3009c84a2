import { larger, madd, splat } from './lanes';
import { Job, LANES, LINE, Plan, planOf, PRODUCT_SHIFT, State, stateOf } from './layout';
import { twice } from './power';
import { tokenAt, weightAt } from './rows';
import { scan } from './scan';
import { settle } from './settle';
import { addTo } from './sums';

/*
 * `Σ q (x / ref)^(h / 2)` by multiplication, where ref is a power of two: exact but for the products themselves. Here the
 * work is so little that memory decides: sixteen channels at a time, a whole cache line of each token.
 */

/** Rows that are summed in float32 before they go to float64. */
const RUN: i32 = 32;

/** Adds the means of sixteen channels. */
export function addMeans(scratch: usize, c: i32, rows: usize, count: i32, at: usize): void {
  const lowest = splat(-Infinity);
  const one = splat(1);
  addLine(scratch, c, rows, count, at, lowest, lowest, lowest, lowest, one, one, one, one, 2);
}

/** Sums from here on may have overflowed on the way. */
const TOO_LARGE: f64 = 1.2676506002282294e30; // 2^100

/**
 * Adds the powers of sixteen channels that all have the same `h`.
 *
 * Any reference will do from which no power overflows, so the first token's is tried, which saves a look at all of them;
 * where it was too small, or a token is not finite, the tile is scanned after all.
 */
export function addProducts(job: Job, scratch: usize, c: i32, rows: usize, count: i32, at: usize, seen: f64): void {
  const h = planOf(job, c).kind >> PRODUCT_SHIFT;
  if (seen == 0) {
    for (let k = 0; k < LINE; k += LANES) {
      stateOf(scratch, c + k).top = tokenAt(rows, 0, at + <usize>k * 4);
      settle(stateOf(scratch, c + k), planOf(job, c + k), job.eps, seen);
    }
  }
  saveSums(scratch, c);
  addByHalves(job, scratch, c, rows, count, at, h);
  if (areModerate(scratch, c)) return;
  restoreSums(scratch, c);
  scan(job, scratch, rows, count, c, c + LINE, at);
  for (let k = 0; k < LINE; k += LANES) settle(stateOf(scratch, c + k), planOf(job, c + k), job.eps, seen);
  addByHalves(job, scratch, c, rows, count, at, h);
}

function saveSums(scratch: usize, c: i32): void {
  for (let k = 0; k < LINE; k += LANES) {
    const state = stateOf(scratch, c + k);
    state.saved0 = state.sum0;
    state.saved1 = state.sum1;
  }
}

function restoreSums(scratch: usize, c: i32): void {
  for (let k = 0; k < LINE; k += LANES) {
    const state = stateOf(scratch, c + k);
    state.sum0 = state.saved0;
    state.sum1 = state.saved1;
  }
}

function areModerate(scratch: usize, c: i32): bool {
  let all = i64x2.splat(-1);
  for (let k = 0; k < LINE; k += LANES) {
    const state = stateOf(scratch, c + k);
    all = v128.and(all, f64x2.lt(state.sum0, f64x2.splat(TOO_LARGE)));
    all = v128.and(all, f64x2.lt(state.sum1, f64x2.splat(TOO_LARGE)));
  }
  return i64x2.all_true(all);
}

function addByHalves(job: Job, scratch: usize, c: i32, rows: usize, count: i32, at: usize, h: i32): void {
  switch (h) {
    case 1:
      return addPowersOf(job, scratch, c, rows, count, at, 1);
    case 2:
      return addPowersOf(job, scratch, c, rows, count, at, 2);
    case 3:
      return addPowersOf(job, scratch, c, rows, count, at, 3);
    case 4:
      return addPowersOf(job, scratch, c, rows, count, at, 4);
    case 5:
      return addPowersOf(job, scratch, c, rows, count, at, 5);
    case 6:
      return addPowersOf(job, scratch, c, rows, count, at, 6);
    case 7:
      return addPowersOf(job, scratch, c, rows, count, at, 7);
    case 8:
      return addPowersOf(job, scratch, c, rows, count, at, 8);
    case 10:
      return addPowersOf(job, scratch, c, rows, count, at, 10);
    default:
      return addPowersOf(job, scratch, c, rows, count, at, 12);
  }
}

// @ts-ignore: decorator
@inline
function addPowersOf(job: Job, scratch: usize, c: i32, rows: usize, count: i32, at: usize, h: i32): void {
  const a = stateOf(scratch, c), b = stateOf(scratch, c + 4), d = stateOf(scratch, c + 8), e = stateOf(scratch, c + 12);
  addLine(
    scratch, c, rows, count, at,
    lowestOf(a, planOf(job, c), job.eps), lowestOf(b, planOf(job, c + 4), job.eps),
    lowestOf(d, planOf(job, c + 8), job.eps), lowestOf(e, planOf(job, c + 12), job.eps),
    scaleOf(a), scaleOf(b), scaleOf(d), scaleOf(e), h,
  );
}

// @ts-ignore: decorator
@inline
function addLine(
  scratch: usize, c: i32, rows: usize, count: i32, at: usize,
  lowA: v128, lowB: v128, lowC: v128, lowD: v128,
  scaleA: v128, scaleB: v128, scaleC: v128, scaleD: v128, h: i32,
): void {
  for (let begin = 0; begin < count; begin += RUN) {
    const end = min(begin + RUN, count);
    let sumA = splat(0), sumB = sumA, sumC = sumA, sumD = sumA;
    for (let i = begin; i < end; i++) {
      const q = weightAt(rows, i);
      sumA = madd(q, raised(f32x4.mul(larger(tokenAt(rows, i, at), lowA), scaleA), h), sumA);
      sumB = madd(q, raised(f32x4.mul(larger(tokenAt(rows, i, at + 16), lowB), scaleB), h), sumB);
      sumC = madd(q, raised(f32x4.mul(larger(tokenAt(rows, i, at + 32), lowC), scaleC), h), sumC);
      sumD = madd(q, raised(f32x4.mul(larger(tokenAt(rows, i, at + 48), lowD), scaleD), h), sumD);
    }
    addTo(stateOf(scratch, c), sumA);
    addTo(stateOf(scratch, c + 4), sumB);
    addTo(stateOf(scratch, c + 8), sumC);
    addTo(stateOf(scratch, c + 12), sumD);
  }
}

/** Adds the means of four channels, where there are no sixteen. */
export function addFourMeans(state: State, rows: usize, count: i32, at: usize): void {
  addFour(state, rows, count, at, splat(-Infinity), splat(1), 2);
}

/** Adds the powers of four channels, where no sixteen have the same `h`. */
export function addFourProducts(state: State, plan: Plan, rows: usize, count: i32, at: usize, eps: f32, h: i32): void {
  addFour(state, rows, count, at, lowestOf(state, plan, eps), scaleOf(state), h);
}

function addFour(state: State, rows: usize, count: i32, at: usize, lowest: v128, scale: v128, h: i32): void {
  for (let begin = 0; begin < count; begin += RUN) {
    const end = min(begin + RUN, count);
    let sum = splat(0);
    for (let i = begin; i < end; i++) {
      const r = f32x4.mul(larger(tokenAt(rows, i, at), lowest), scale);
      sum = madd(weightAt(rows, i), raised(r, h), sum);
    }
    addTo(state, sum);
  }
}

/** Tokens are held from below where their powers count for nothing. */
// @ts-ignore: decorator
@inline
function lowestOf(state: State, plan: Plan, eps: f32): v128 {
  return larger(twice(state.ref, plan.lowReach), splat(eps));
}

/** Between powers of two the reciprocal is exact; that of the largest is subnormal, but exact too. */
// @ts-ignore: decorator
@inline
function scaleOf(state: State): v128 {
  return f32x4.div(splat(1), state.ref);
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
