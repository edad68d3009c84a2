import { larger, splat } from './lanes';
import { Job, LANES, LINE, planOf, stateOf } from './layout';
import { rowAt, tokenAt } from './rows';

/**
 * Raises `top` of the channels `[begin, end)` to the largest of `± x` over the rows of a tile; NaN where one is NaN.
 *
 * Here tokens are read from memory for the first time. Whole rows are read, four at a time, since processors prefetch along
 * a row, not along a column. Later reads find them in the cache.
 */
export function scan(
  job: Job,
  scratch: usize,
  rows: usize,
  count: i32,
  begin: i32,
  end: i32,
  at: usize,
): void {
  const lines = begin + ((end - begin) & ~(LINE - 1));
  let sums = splat(0);
  for (let i = 0; i < count; i += 4)
    sums = f32x4.add(sums, scanRows(job, scratch, rows, i, count - 1, begin, lines, at));
  for (let c = lines; c < end; c += LANES) {
    sums = f32x4.add(sums, scanColumn(job, scratch, rows, count, c, at + <usize>(c - begin) * 4));
  }
  // Comparisons skip NaN, but a sum is NaN if a token is; or if infinities cancel, so that tokens are looked at again.
  if (v128.any_true(f32x4.ne(sums, sums))) findNaN(scratch, rows, count, begin, end, at);
}

/** Scans four rows, or fewer up to `last`, in whole lines, and returns the sum of all their values. */
function scanRows(
  job: Job,
  scratch: usize,
  rows: usize,
  i: i32,
  last: i32,
  begin: i32,
  end: i32,
  at: usize,
): v128 {
  let a = rowAt(rows, i).address + at;
  let b = rowAt(rows, min(i + 1, last)).address + at;
  let c = rowAt(rows, min(i + 2, last)).address + at;
  let d = rowAt(rows, min(i + 3, last)).address + at;
  let sum = splat(0);
  for (let channel = begin; channel < end; channel += LINE) {
    sum = f32x4.add(sum, look(job, scratch, channel, v128.load(a), v128.load(b), v128.load(c), v128.load(d)));
    sum = f32x4.add(
      sum,
      look(job, scratch, channel + 4, v128.load(a, 16), v128.load(b, 16), v128.load(c, 16), v128.load(d, 16)),
    );
    sum = f32x4.add(
      sum,
      look(job, scratch, channel + 8, v128.load(a, 32), v128.load(b, 32), v128.load(c, 32), v128.load(d, 32)),
    );
    sum = f32x4.add(
      sum,
      look(
        job,
        scratch,
        channel + 12,
        v128.load(a, 48),
        v128.load(b, 48),
        v128.load(c, 48),
        v128.load(d, 48),
      ),
    );
    a += 64;
    b += 64;
    c += 64;
    d += 64;
  }
  return sum;
}

/** Raises `top` of four channels to the largest of four tokens, and returns the sum of these. */
// @ts-ignore: decorator
@inline
function look(job: Job, scratch: usize, channel: i32, a: v128, b: v128, c: v128, d: v128): v128 {
  const state = stateOf(scratch, channel);
  const signs = planOf(job, channel).signs;
  const first = larger(v128.xor(a, signs), v128.xor(b, signs));
  const second = larger(v128.xor(c, signs), v128.xor(d, signs));
  state.top = larger(larger(state.top, first), second);
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

function scanColumn(job: Job, scratch: usize, rows: usize, count: i32, c: i32, at: usize): v128 {
  const state = stateOf(scratch, c);
  const signs = planOf(job, c).signs;
  let top = state.top;
  let sum = splat(0);
  for (let i = 0; i < count; i++) {
    const x = tokenAt(rows, i, at);
    top = larger(top, v128.xor(x, signs));
    sum = f32x4.add(sum, x);
  }
  state.top = top;
  return sum;
}

function findNaN(scratch: usize, rows: usize, count: i32, begin: i32, end: i32, at: usize): void {
  for (let c = begin; c < end; c += LANES) {
    const state = stateOf(scratch, c);
    let top = state.top;
    for (let i = 0; i < count; i++) {
      const x = tokenAt(rows, i, at);
      top = v128.bitselect(x, top, f32x4.ne(x, x));
    }
    state.top = top;
    at += 16;
  }
}
