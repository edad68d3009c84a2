import { larger, madd, splat } from './lanes';
import { Job, LANES, Plan, planOf, State, stateOf } from './layout';
import { twice } from './power';
import { raised } from './raised';
import { rowAt, tokenAt, weightAt } from './rows';
import { scan } from './scan';
import { settle } from './settle';
import { addTo } from './sums';

/*
 * `Σ q (x / ref)^(h / 2)` by multiplication, where ref is a power of two, so that only the products round. There is so
 * little to compute that memory limits the speed: tokens are read only once, in whole rows, eight at a time.
 */

/** Rows that are summed in float32 before they go to float64. */
const RUN: i32 = 32;

/** Sums between these lost nothing that counts to overflow or to subnormal numbers. */
const LEAST: f64 = 8.673617379884035e-19; // 2^-60
const MOST: f64 = 1.2676506002282294e30; // 2^100

/** For `held` below: plain tokens, or powers of tokens that are raised to a lowest value. */
const AS_THEY_ARE: bool = false;
const RAISED_TO_LOWEST: bool = true;

/** Adds the tokens of whole lines of channels to their means. */
export function addMeans(scratch: usize, begin: i32, end: i32, rows: usize, count: i32, at: usize): void {
  addRows(scratch, 0, begin, end, rows, count, at, 0, 2, AS_THEY_ARE);
}

/**
 * Adds the powers of whole lines of channels that all have the same `h`.
 *
 * Every reference is right relative to which no power leaves float32. So 1 is tried first, which saves a scan of all tokens
 * and a multiplication. If a power does leave float32, or a token is not finite, the tile is scanned after all.
 */
export function addProducts(
  job: Job,
  scratch: usize,
  begin: i32,
  end: i32,
  rows: usize,
  count: i32,
  at: usize,
  h: i32,
  seen: f64,
): void {
  if (isPlain(scratch, begin, end, seen)) {
    saveSums(scratch, begin, end);
    addPlain(job, scratch, begin, end, rows, count, at, h);
    if (areModerate(scratch, begin, end)) return;
    restoreSums(scratch, begin, end);
  }
  scan(job, scratch, rows, count, begin, end, at);
  for (let c = begin; c < end; c += LANES) {
    const state = stateOf(scratch, c);
    const plan = planOf(job, c);
    settle(state, plan, job.eps, seen);
    addFourProducts(state, plan, rows, count, at + <usize>(c - begin) * 4, job.eps, h);
  }
}

/** Whether sums are relative to 1. */
function isPlain(scratch: usize, begin: i32, end: i32, seen: f64): bool {
  let all = bitsOfOnes();
  for (let c = begin; c < end; c += LANES) {
    const state = stateOf(scratch, c);
    if (seen == 0) state.ref = splat(1);
    all = v128.and(all, f32x4.eq(state.ref, splat(1)));
  }
  return i32x4.all_true(all);
}

function saveSums(scratch: usize, begin: i32, end: i32): void {
  for (let c = begin; c < end; c += LANES) {
    const state = stateOf(scratch, c);
    state.saved0 = state.sum0;
    state.saved1 = state.sum1;
  }
}

function restoreSums(scratch: usize, begin: i32, end: i32): void {
  for (let c = begin; c < end; c += LANES) {
    const state = stateOf(scratch, c);
    state.sum0 = state.saved0;
    state.sum1 = state.saved1;
  }
}

function areModerate(scratch: usize, begin: i32, end: i32): bool {
  let all = bitsOfOnes();
  for (let c = begin; c < end; c += LANES) {
    const state = stateOf(scratch, c);
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

function addPlain(
  job: Job,
  scratch: usize,
  begin: i32,
  end: i32,
  rows: usize,
  count: i32,
  at: usize,
  h: i32,
): void {
  const plans = changetype<usize>(planOf(job, begin));
  const eps = job.eps;
  switch (h) {
    case 1:
      return addRows(scratch, plans, begin, end, rows, count, at, eps, 1, RAISED_TO_LOWEST);
    case 2:
      return addRows(scratch, plans, begin, end, rows, count, at, eps, 2, RAISED_TO_LOWEST);
    case 3:
      return addRows(scratch, plans, begin, end, rows, count, at, eps, 3, RAISED_TO_LOWEST);
    case 4:
      return addRows(scratch, plans, begin, end, rows, count, at, eps, 4, RAISED_TO_LOWEST);
    case 5:
      return addRows(scratch, plans, begin, end, rows, count, at, eps, 5, RAISED_TO_LOWEST);
    case 6:
      return addRows(scratch, plans, begin, end, rows, count, at, eps, 6, RAISED_TO_LOWEST);
    case 7:
      return addRows(scratch, plans, begin, end, rows, count, at, eps, 7, RAISED_TO_LOWEST);
    case 8:
      return addRows(scratch, plans, begin, end, rows, count, at, eps, 8, RAISED_TO_LOWEST);
    case 10:
      return addRows(scratch, plans, begin, end, rows, count, at, eps, 10, RAISED_TO_LOWEST);
    default:
      return addRows(scratch, plans, begin, end, rows, count, at, eps, 12, RAISED_TO_LOWEST);
  }
}

/** Adds powers of tokens that are at least `lowest`, or plain tokens: eight rows at a time, then one by one. */
// @ts-ignore: decorator
@inline
function addRows(
  scratch: usize,
  plans: usize,
  begin: i32,
  end: i32,
  rows: usize,
  count: i32,
  at: usize,
  eps: f32,
  h: i32,
  held: bool,
): void {
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    const a = rowAt(rows, i).address + at;
    const b = rowAt(rows, i + 1).address + at;
    const c = rowAt(rows, i + 2).address + at;
    const d = rowAt(rows, i + 3).address + at;
    const e = rowAt(rows, i + 4).address + at;
    const f = rowAt(rows, i + 5).address + at;
    const g = rowAt(rows, i + 6).address + at;
    const k = rowAt(rows, i + 7).address + at;
    const qA = weightAt(rows, i);
    const qB = weightAt(rows, i + 1);
    const qC = weightAt(rows, i + 2);
    const qD = weightAt(rows, i + 3);
    const qE = weightAt(rows, i + 4);
    const qF = weightAt(rows, i + 5);
    const qG = weightAt(rows, i + 6);
    const qK = weightAt(rows, i + 7);
    for (let channel = begin, o: usize = 0; channel < end; channel += LANES, o += 16) {
      const lowest = lowestAt(plans, o, eps, held);
      let sum = f32x4.mul(qA, raised(hold(v128.load(a + o), lowest, held), h));
      let other = f32x4.mul(qB, raised(hold(v128.load(b + o), lowest, held), h));
      sum = madd(qC, raised(hold(v128.load(c + o), lowest, held), h), sum);
      other = madd(qD, raised(hold(v128.load(d + o), lowest, held), h), other);
      sum = madd(qE, raised(hold(v128.load(e + o), lowest, held), h), sum);
      other = madd(qF, raised(hold(v128.load(f + o), lowest, held), h), other);
      sum = madd(qG, raised(hold(v128.load(g + o), lowest, held), h), sum);
      other = madd(qK, raised(hold(v128.load(k + o), lowest, held), h), other);
      addTo(stateOf(scratch, channel), f32x4.add(sum, other));
    }
  }
  for (; i < count; i++) {
    const a = rowAt(rows, i).address + at;
    const q = weightAt(rows, i);
    for (let channel = begin, o: usize = 0; channel < end; channel += LANES, o += 16) {
      const x = hold(v128.load(a + o), lowestAt(plans, o, eps, held), held);
      addTo(stateOf(scratch, channel), f32x4.mul(q, raised(x, h)));
    }
  }
}

/** The lowest value to which tokens are raised where sums are relative to 1. */
// @ts-ignore: decorator
@inline
function lowestAt(plans: usize, offset: usize, eps: f32, held: bool): v128 {
  if (!held) return splat(0);
  const lowReach = changetype<Plan>(plans + offset * (offsetof<Plan>() / 16)).lowReach;
  return larger(f32x4.mul(lowReach, lowReach), splat(eps));
}

// @ts-ignore: decorator
@inline
function hold(x: v128, lowest: v128, held: bool): v128 {
  return held ? larger(x, lowest) : x;
}

/** Adds the tokens of four channels to their means, where fewer than sixteen are left. */
export function addFourMeans(state: State, rows: usize, count: i32, at: usize): void {
  addFour(state, rows, count, at, splat(-Infinity), splat(1), 2);
}

/** Adds the powers of four channels relative to their reference. */
export function addFourProducts(
  state: State,
  plan: Plan,
  rows: usize,
  count: i32,
  at: usize,
  eps: f32,
  h: i32,
): void {
  // The reciprocal of a power of two is exact; that of the largest is subnormal, but exact too.
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

/** The lowest value to which tokens are raised: eps, or where their powers are too small to count. */
function lowestOf(state: State, plan: Plan, eps: f32): v128 {
  return larger(twice(state.ref, plan.lowReach), splat(eps));
}
