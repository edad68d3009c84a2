import { larger, splat } from './lanes';
import { Job, LANES, LINE, planOf, State, stateOf } from './layout';
import { tokenAt } from './rows';

/** Raises `top` of the channels `[begin, end)`, at most a line, to the largest of `± x` over the rows; NaN where one is NaN. */
export function scan(job: Job, scratch: usize, rows: usize, count: i32, begin: i32, end: i32, at: usize): void {
  if (end - begin == LINE) return scanLine(job, scratch, rows, count, begin, at);
  for (let c = begin; c < end; c += LANES) {
    const signs = planOf(job, c).signs;
    let top = splat(-Infinity);
    let sum = splat(0);
    for (let i = 0; i < count; i++) {
      const x = tokenAt(rows, i, at);
      top = larger(top, v128.xor(x, signs));
      sum = f32x4.add(sum, x);
    }
    raise(stateOf(scratch, c), top, sum, rows, count, at);
    at += 16;
  }
}

/** Sixteen channels, a whole cache line of each row. */
function scanLine(job: Job, scratch: usize, rows: usize, count: i32, c: i32, at: usize): void {
  const signsA = planOf(job, c).signs;
  const signsB = planOf(job, c + 4).signs;
  const signsC = planOf(job, c + 8).signs;
  const signsD = planOf(job, c + 12).signs;
  let topA = splat(-Infinity), topB = topA, topC = topA, topD = topA;
  let sumA = splat(0), sumB = sumA, sumC = sumA, sumD = sumA;
  for (let i = 0; i < count; i++) {
    const xA = tokenAt(rows, i, at);
    const xB = tokenAt(rows, i, at + 16);
    const xC = tokenAt(rows, i, at + 32);
    const xD = tokenAt(rows, i, at + 48);
    topA = larger(topA, v128.xor(xA, signsA));
    topB = larger(topB, v128.xor(xB, signsB));
    topC = larger(topC, v128.xor(xC, signsC));
    topD = larger(topD, v128.xor(xD, signsD));
    sumA = f32x4.add(sumA, xA);
    sumB = f32x4.add(sumB, xB);
    sumC = f32x4.add(sumC, xC);
    sumD = f32x4.add(sumD, xD);
  }
  raise(stateOf(scratch, c), topA, sumA, rows, count, at);
  raise(stateOf(scratch, c + 4), topB, sumB, rows, count, at + 16);
  raise(stateOf(scratch, c + 8), topC, sumC, rows, count, at + 32);
  raise(stateOf(scratch, c + 12), topD, sumD, rows, count, at + 48);
}

/**
 * A comparison passes over NaN, so the sum tells: it is NaN where a token is, or where infinities met; which of the two
 * is then looked up.
 */
function raise(state: State, top: v128, sum: v128, rows: usize, count: i32, at: usize): void {
  top = larger(state.top, top);
  if (v128.any_true(f32x4.ne(sum, sum))) {
    for (let i = 0; i < count; i++) {
      const x = tokenAt(rows, i, at);
      top = v128.bitselect(x, top, f32x4.ne(x, x));
    }
  }
  state.top = top;
}
