import { pooled } from './finish';
import { splat } from './lanes';
import {
  FAR,
  Job,
  LANES,
  LINE,
  MAX,
  MEAN,
  NEAR,
  NEGATIVE,
  Plan,
  POWER,
  PRODUCT_SHIFT,
  planOf,
  State,
  stateOf,
} from './layout';
import { addNear } from './nearSums';
import { addFourMeans, addFourProducts, addMeans, addProducts } from './products';
import { listRows, rowAt, tokenAt } from './rows';
import { scan } from './scan';
import { settle } from './settle';
import { AS_THEY_CAME, MADE_POSITIVE, stage, stagedChannels, stagedStride } from './stage';
import { storeLanes } from './storeLanes';
import { addAnyPowers, addPowers } from './sums';
import { normAt } from './weights';

/** `Σ q` of the tokens summed so far. */
let seen: f64 = 0;

/** Clears the sums of the channels `[from, to)`. */
export function open(scratch: usize, from: i32, to: i32): void {
  seen = 0;
  for (let c = from; c < to; c += LANES) {
    const state = stateOf(scratch, c);
    memory.fill(changetype<usize>(state), 0, offsetof<State>('total0'));
    state.top = splat(-Infinity);
    state.lowest = splat(Infinity);
  }
}

/** Finds the smallest token of each channel in a tile: `negatives: "shift"` needs it before anything is summed. */
export function feedLowest(
  job: Job,
  scratch: usize,
  image: i32,
  begin: i32,
  end: i32,
  from: i32,
  to: i32,
  address: usize,
): void {
  const width = stagedChannels(job, AS_THEY_CAME);
  for (let chunk = from; chunk < to; chunk += width) {
    const last = min(chunk + width, to);
    const staged = stage(job, scratch, address, end - begin, chunk, last, AS_THEY_CAME);
    const count = listRows(job, scratch, image, begin, end, staged, stagedStride(job, AS_THEY_CAME), chunk);
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

/** Adds the tokens `[begin, end)` of an image, at most `TILE`, to the sums of the channels `[from, to)`. */
export function feed(
  job: Job,
  scratch: usize,
  image: i32,
  begin: i32,
  end: i32,
  from: i32,
  to: i32,
  address: usize,
): void {
  let added: f64 = 0;
  const width = stagedChannels(job, MADE_POSITIVE);
  for (let chunk = from; chunk < to; chunk += width) {
    const last = min(chunk + width, to);
    const staged = stage(job, scratch, address, end - begin, chunk, last, MADE_POSITIVE);
    const count = listRows(job, scratch, image, begin, end, staged, stagedStride(job, MADE_POSITIVE), chunk);
    if (count == 0) return;
    addChannels(job, scratch, count, chunk, last);
    added = 0;
    for (let i = 0; i < count; i++) added += rowAt(scratch, i).weight;
  }
  seen += added;
}

/** Writes the pooled values of the channels `[from, to)`. */
export function close(job: Job, scratch: usize, image: i32, from: i32, to: i32): void {
  const norm = normAt(job, image, from);
  for (let c = from; c < to; c += LANES) {
    const y = norm == 0 ? splat(0) : pooled(job, stateOf(scratch, c), planOf(job, c), norm);
    storeLanes(job.y + (<usize>image * job.channels + c) * 4, y, job.channels - c);
  }
}

/** Adds a tile to the sums of the channels `[begin, end)`. Neighbours with the same small power are added together. */
function addChannels(job: Job, scratch: usize, count: i32, begin: i32, end: i32): void {
  if (job.pooling == MAX) return scan(job, scratch, scratch, count, begin, end, 0);
  for (let c = begin; c < end; ) {
    const h = productOf(job, c, end);
    let next = c + LINE;
    while (next < end && productOf(job, next, end) == h) next += LINE;
    next = min(next, end);
    addAlike(job, scratch, count, c, next, <usize>(c - begin) * 4, h);
    c = next;
  }
}

/** Adds a tile to the sums of channels that all have the small power `h / 2`, or all have none (`NO_PRODUCT`). */
function addAlike(job: Job, scratch: usize, count: i32, begin: i32, end: i32, at: usize, h: i32): void {
  if (h == NO_PRODUCT) {
    if (job.pooling == POWER) scan(job, scratch, scratch, count, begin, end, at);
    for (let c = begin; c < end; c += LANES) {
      addColumn(job, stateOf(scratch, c), planOf(job, c), scratch, count, at + <usize>(c - begin) * 4);
    }
  } else if (job.pooling == MEAN) addMeans(scratch, begin, end, scratch, count, at);
  else addProducts(job, scratch, begin, end, scratch, count, at, h, seen);
}

const NO_PRODUCT: i32 = 0;

/** `2 p` if all channels of the line from `c` on have the same small power; means have the power 1. */
function productOf(job: Job, c: i32, end: i32): i32 {
  if (end - c < LINE) return NO_PRODUCT;
  if (job.pooling == MEAN) return 2;
  const kind = planOf(job, c).kind;
  const isOne =
    kind == planOf(job, c + 4).kind && kind == planOf(job, c + 8).kind && kind == planOf(job, c + 12).kind;
  return isOne ? kind >> PRODUCT_SHIFT : NO_PRODUCT;
}

/** Adds a tile to the sums of four channels. */
function addColumn(job: Job, state: State, plan: Plan, rows: usize, count: i32, at: usize): void {
  if (job.pooling == MEAN) return addFourMeans(state, rows, count, at);
  settle(state, plan, job.eps, seen);
  const kind = plan.kind;
  if (kind >> PRODUCT_SHIFT) addFourProducts(state, plan, rows, count, at, job.eps, kind >> PRODUCT_SHIFT);
  else if (kind & FAR) {
    if (kind & NEGATIVE) addAnyPowers(state, plan, rows, count, at, job.eps);
    else addPowers(state, plan, rows, count, at, job.eps);
  }
  if (kind & NEAR) addNear(state, plan, rows, count, at, job.eps);
}
