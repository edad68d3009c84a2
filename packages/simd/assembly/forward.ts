import { high, larger, low, splat } from './lanes';
import {
  CHUNK,
  FAR,
  Job,
  LANES,
  MAX,
  MEAN,
  NEAR,
  NEGATIVE,
  Plan,
  PRODUCT_SHIFT,
  planOf,
  State,
  stateOf,
} from './layout';
import { pooled } from './finish';
import { addNear } from './nearSums';
import { twice } from './power';
import { listRows, rowAt, tokenAt } from './rows';
import { scan } from './scan';
import { settle } from './settle';
import { stage, stagedStride } from './stage';
import { storeLanes } from './storeLanes';
import { touch } from './touch';
import { addPowers, addProducts } from './sums';

/** `Σ q` of the tokens summed so far. */
let seen: f64 = 0;

/** Forgets what was summed before in the channels `[from, to)`. */
export function open(scratch: usize, from: i32, to: i32): void {
  seen = 0;
  for (let c = from; c < to; c += LANES) {
    const state = stateOf(scratch, c);
    memory.fill(changetype<usize>(state), 0, offsetof<State>());
    state.top = splat(-Infinity);
    state.lowest = splat(Infinity);
  }
}

/** Looks for the smallest token of each channel: `negatives: "shift"` needs it before anything is summed. */
export function feedLowest(job: Job, scratch: usize, image: i32, begin: i32, end: i32, from: i32, to: i32, address: usize): void {
  for (let chunk = from; chunk < to; chunk += CHUNK) {
    const last = min(chunk + CHUNK, to);
    const staged = stage(job, scratch, address, end - begin, chunk, last, false);
    const count = listRows(job, scratch, image, begin, end, staged, stagedStride(job, false), chunk);
    for (let c = chunk; c < last; c += LANES) {
      const state = stateOf(scratch, c);
      let lowest = state.lowest;
      for (let i = 0; i < count; i++) {
        const x = tokenAt(scratch, i, <usize>(c - chunk) * 4);
        lowest = v128.bitselect(x, f32x4.pmin(lowest, x), f32x4.ne(x, x));
      }
      state.lowest = lowest;
    }
  }
}

/** Adds the tokens `[begin, end)` of an image, at most a tile, to the sums of the channels `[from, to)`. */
export function feed(job: Job, scratch: usize, image: i32, begin: i32, end: i32, from: i32, to: i32, address: usize): void {
  let added: f64 = 0;
  touch(job, address, <usize>(end - begin) * job.channels * (job.half ? 2 : 4));
  for (let chunk = from; chunk < to; chunk += CHUNK) {
    const last = min(chunk + CHUNK, to);
    const staged = stage(job, scratch, address, end - begin, chunk, last, true);
    const count = listRows(job, scratch, image, begin, end, staged, stagedStride(job, true), chunk);
    if (count == 0) return;
    if (job.pooling != MEAN) scan(job, scratch, scratch, count, chunk, last, chunk);
    if (job.pooling != MAX) addTile(job, scratch, count, chunk, last);
    added = 0;
    for (let i = 0; i < count; i++) added += rowAt(scratch, i).weight;
  }
  seen += added;
}

/** Writes the pooled values of the channels `[from, to)`. */
export function close(job: Job, scratch: usize, image: i32, from: i32, to: i32): void {
  const norm = load<f64>(job.norms + (<usize>image << 3));
  for (let c = from; c < to; c += LANES) {
    const y = norm == 0 ? splat(0) : pooled(job, stateOf(scratch, c), planOf(job, c), norm);
    storeLanes(job.y + (<usize>image * job.channels + c) * 4, y, job.channels - c);
  }
}

function addTile(job: Job, scratch: usize, count: i32, chunk: i32, last: i32): void {
  for (let c = chunk; c < last; c += LANES) {
    const state = stateOf(scratch, c);
    const plan = planOf(job, c);
    const at = <usize>(c - chunk) * 4;
    if (job.pooling == MEAN) {
      addProducts(state, scratch, count, at, splat(-Infinity), splat(1), 2);
      continue;
    }
    settle(state, plan, job.eps, seen);
    const kind = plan.kind;
    if (kind >> PRODUCT_SHIFT) addSmallPower(state, plan, scratch, count, at, job.eps);
    else if (kind & FAR) {
      if (kind & NEGATIVE) addPowers(state, plan, scratch, count, at, job.eps, false);
      else addPowers(state, plan, scratch, count, at, job.eps, true);
    }
    if (kind & NEAR) addNear(state, plan, scratch, count, at, job.eps);
  }
}

function addSmallPower(state: State, plan: Plan, rows: usize, count: i32, at: usize, eps: f32): void {
  const lowest = larger(twice(state.ref, plan.lowReach), splat(eps));
  // Between powers of two the reciprocal is exact; that of the largest is subnormal, but exact too.
  const scale = f32x4.div(splat(1), state.ref);
  switch (plan.kind >> PRODUCT_SHIFT) {
    case 1:
      return addProducts(state, rows, count, at, lowest, scale, 1);
    case 2:
      return addProducts(state, rows, count, at, lowest, scale, 2);
    case 3:
      return addProducts(state, rows, count, at, lowest, scale, 3);
    case 4:
      return addProducts(state, rows, count, at, lowest, scale, 4);
    case 5:
      return addProducts(state, rows, count, at, lowest, scale, 5);
    case 6:
      return addProducts(state, rows, count, at, lowest, scale, 6);
    case 7:
      return addProducts(state, rows, count, at, lowest, scale, 7);
    case 8:
      return addProducts(state, rows, count, at, lowest, scale, 8);
    case 10:
      return addProducts(state, rows, count, at, lowest, scale, 10);
    default:
      return addProducts(state, rows, count, at, lowest, scale, 12);
  }
}
