import { larger, madd, splat } from './lanes';
import { Job, LANES, LINE, Plan, planOf, PRODUCT_SHIFT, State, stateOf } from './layout';
import { twice } from './power';
import { raised } from './raised';
import { rowAt, tokenAt, weightAt } from './rows';
import { scan } from './scan';
import { settle } from './settle';
import { addTo } from './sums';

/*
 * `Σ q (x / ref)^(h / 2)` by multiplication, where ref is a power of two: exact but for the products themselves. So little
 * is computed that memory decides: sixteen channels at a time, a whole cache line of each token, and read once.
 */

/** Rows that are summed in float32 before they go to float64. */
const RUN: i32 = 32;

/** Sums between these lost nothing that counts to the ends of float32. */
const LEAST: f64 = 8.673617379884035e-19; // 2^-60
const MOST: f64 = 1.2676506002282294e30; // 2^100

/** Adds the tokens of sixteen channels to their means. */
export function addMeans(scratch: usize, c: i32, rows: usize, count: i32, at: usize): void {
  const none = splat(0);
  addLine(scratch, c, rows, count, at, none, none, none, none, 2, false);
}

/**
 * Adds the powers of sixteen channels that all have the same `h`.
 *
 * Any reference will do from which no power leaves float32, so 1 is tried, which saves a look at all tokens and a
 * multiplication; where it does not do, or a token is not finite, the tile is scanned after all.
 */
export function addProducts(job: Job, scratch: usize, c: i32, rows: usize, count: i32, at: usize, seen: f64): void {
  const h = planOf(job, c).kind >> PRODUCT_SHIFT;
  if (isPlain(scratch, c, seen)) {
    saveSums(scratch, c);
    addPlain(job, scratch, c, rows, count, at, h);
    if (areModerate(scratch, c)) return;
    restoreSums(scratch, c);
  }
  scan(job, scratch, rows, count, c, c + LINE, at);
  for (let k = 0; k < LINE; k += LANES) {
    const state = stateOf(scratch, c + k);
    const plan = planOf(job, c + k);
    settle(state, plan, job.eps, seen);
    addFourProducts(state, plan, rows, count, at + <usize>k * 4, job.eps, h);
  }
}

/** Whether the sums of sixteen channels are relative to 1. */
function isPlain(scratch: usize, c: i32, seen: f64): bool {
  let all = bitsOfOnes();
  for (let k = 0; k < LINE; k += LANES) {
    const state = stateOf(scratch, c + k);
    if (seen == 0) state.ref = splat(1);
    all = v128.and(all, f32x4.eq(state.ref, splat(1)));
  }
  return i32x4.all_true(all);
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
  let all = bitsOfOnes();
  for (let k = 0; k < LINE; k += LANES) {
    const state = stateOf(scratch, c + k);
    all = v128.and(all, v128.and(isModerate(state.sum0), isModerate(state.sum1)));
  }
  return i64x2.all_true(all);
}

function isModerate(sum: v128): v128 {
  return v128.and(f64x2.gt(sum, f64x2.splat(LEAST)), f64x2.lt(sum, f64x2.splat(MOST)));
}

// @ts-ignore: decorator
@inline
function bitsOfOnes(): v128 {
  return i32x4.splat(-1);
}

function addPlain(job: Job, scratch: usize, c: i32, rows: usize, count: i32, at: usize, h: i32): void {
  const a = lowestOf(stateOf(scratch, c), planOf(job, c), job.eps);
  const b = lowestOf(stateOf(scratch, c + 4), planOf(job, c + 4), job.eps);
  const d = lowestOf(stateOf(scratch, c + 8), planOf(job, c + 8), job.eps);
  const e = lowestOf(stateOf(scratch, c + 12), planOf(job, c + 12), job.eps);
  switch (h) {
    case 1:
      return addLine(scratch, c, rows, count, at, a, b, d, e, 1, true);
    case 2:
      return addLine(scratch, c, rows, count, at, a, b, d, e, 2, true);
    case 3:
      return addLine(scratch, c, rows, count, at, a, b, d, e, 3, true);
    case 4:
      return addLine(scratch, c, rows, count, at, a, b, d, e, 4, true);
    case 5:
      return addLine(scratch, c, rows, count, at, a, b, d, e, 5, true);
    case 6:
      return addLine(scratch, c, rows, count, at, a, b, d, e, 6, true);
    case 7:
      return addLine(scratch, c, rows, count, at, a, b, d, e, 7, true);
    case 8:
      return addLine(scratch, c, rows, count, at, a, b, d, e, 8, true);
    case 10:
      return addLine(scratch, c, rows, count, at, a, b, d, e, 10, true);
    default:
      return addLine(scratch, c, rows, count, at, a, b, d, e, 12, true);
  }
}

/** The powers of tokens held from below, or the plain tokens. */
// @ts-ignore: decorator
@inline
function addLine(
  scratch: usize, c: i32, rows: usize, count: i32, at: usize,
  lowestA: v128, lowestB: v128, lowestC: v128, lowestD: v128, h: i32, held: bool,
): void {
  for (let begin = 0; begin < count; begin += RUN) {
    const end = min(begin + RUN, count);
    let sumA = splat(0), sumB = sumA, sumC = sumA, sumD = sumA;
    for (let i = begin; i < end; i++) {
      const address = rowAt(rows, i).address + at;
      const q = weightAt(rows, i);
      sumA = madd(q, raised(hold(v128.load(address), lowestA, held), h), sumA);
      sumB = madd(q, raised(hold(v128.load(address, 16), lowestB, held), h), sumB);
      sumC = madd(q, raised(hold(v128.load(address, 32), lowestC, held), h), sumC);
      sumD = madd(q, raised(hold(v128.load(address, 48), lowestD, held), h), sumD);
    }
    addTo(stateOf(scratch, c), sumA);
    addTo(stateOf(scratch, c + 4), sumB);
    addTo(stateOf(scratch, c + 8), sumC);
    addTo(stateOf(scratch, c + 12), sumD);
  }
}

// @ts-ignore: decorator
@inline
function hold(x: v128, lowest: v128, held: bool): v128 {
  return held ? larger(x, lowest) : x;
}

/** Adds the tokens of four channels to their means, where there are no sixteen. */
export function addFourMeans(state: State, rows: usize, count: i32, at: usize): void {
  addFour(state, rows, count, at, splat(-Infinity), splat(1), 2);
}

/** Adds the powers of four channels relative to their reference. */
export function addFourProducts(state: State, plan: Plan, rows: usize, count: i32, at: usize, eps: f32, h: i32): void {
  // Between powers of two the reciprocal is exact; that of the largest is subnormal, but exact too.
  addFour(state, rows, count, at, lowestOf(state, plan, eps), f32x4.div(splat(1), state.ref), h);
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
function lowestOf(state: State, plan: Plan, eps: f32): v128 {
  return larger(twice(state.ref, plan.lowReach), splat(eps));
}
