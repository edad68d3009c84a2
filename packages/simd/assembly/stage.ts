import { splat } from './lanes';
import { ABS, CHUNK, CLAMP, Job, POWER, positiveOf, SHIFT, stateOf, wideOf } from './layout';

/** For `positive` below: tokens as they came, or made positive by the rule for negatives. */
export const AS_THEY_CAME: bool = false;
export const MADE_POSITIVE: bool = true;

/** Bytes from one token to the next in a staged tile. */
export const STAGED: usize = <usize>CHUNK * 4;

/**
 * Stages the channels `[begin, end)` of a tile: kernels read them as float32, and made positive if `positive` says so.
 * Returns the address of the first token; the next one is `stagedStride` bytes further. Where the tokens are like that
 * already, nothing is copied.
 */
export function stage(
  job: Job,
  scratch: usize,
  address: usize,
  count: i32,
  begin: i32,
  end: i32,
  positive: bool,
): usize {
  const channels = <usize>job.channels;
  let from = address + <usize>begin * (job.half ? 2 : 4);
  if (job.half) {
    widen(scratch, from, channels * 2, count, end - begin);
    from = wideOf(scratch);
  }
  if (!positive || !changesTokens(job)) return from;
  makePositive(job, scratch, from, job.half ? STAGED : channels * 4, count, begin, end);
  return positiveOf(scratch);
}

/** Bytes from one staged token to the next. */
export function stagedStride(job: Job, positive: bool): usize {
  return job.half || (positive && changesTokens(job)) ? STAGED : <usize>job.channels * 4;
}

/** How many channels are staged together: all, where nothing is copied. */
export function stagedChannels(job: Job, positive: bool): i32 {
  return job.half || (positive && changesTokens(job)) ? CHUNK : i32.MAX_VALUE >> 1;
}

/** Whether the rule for negatives does more than raise tokens to eps, which kernels do by themselves. */
// @ts-ignore: decorator
@inline
function changesTokens(job: Job): bool {
  return job.pooling == POWER && job.negatives != CLAMP;
}

function widen(scratch: usize, from: usize, stride: usize, count: i32, channels: i32): void {
  for (let i = 0; i < count; i++) {
    let source = from + <usize>i * stride;
    let target = wideOf(scratch) + <usize>i * STAGED;
    for (let c = 0; c < channels; c += 4) {
      v128.store(target, widened(v128.load16x4_u(source)));
      source += 8;
      target += 16;
    }
  }
}

/**
 * The bits of a float16 in each lane, as float32. Exponent and fraction are moved to their places; a multiplication then
 * corrects the bias of the exponent, for subnormal numbers too.
 */
// @ts-ignore: decorator
@inline
function widened(half: v128): v128 {
  const size = v128.and(half, i32x4.splat(0x7fff));
  const sign = i32x4.shl(v128.xor(half, size), 16);
  const value = f32x4.mul(i32x4.shl(size, 13), splat(5.192296858534828e33)); // 2^112
  const special = i32x4.gt_s(size, i32x4.splat(0x7bff));
  const exponent = v128.and(special, i32x4.splat(0x7f800000));
  return v128.or(v128.or(value, exponent), sign);
}

/** Applies the rule for negatives to `count` tokens, without raising them to eps. */
function makePositive(
  job: Job,
  scratch: usize,
  from: usize,
  stride: usize,
  count: i32,
  begin: i32,
  end: i32,
): void {
  for (let c = begin; c < end; c += 4) {
    const lowest = stateOf(scratch, c).lowest;
    const offset = <usize>(c - begin) * 4;
    for (let i = 0; i < count; i++) {
      const x = v128.load(from + <usize>i * stride + offset);
      v128.store(positiveOf(scratch) + <usize>i * STAGED + offset, positive(job, x, lowest));
    }
  }
}

// @ts-ignore: decorator
@inline
function positive(job: Job, x: v128, lowest: v128): v128 {
  if (job.negatives == ABS) return f32x4.abs(x);
  if (job.negatives == SHIFT) return f32x4.add(f32x4.sub(x, lowest), splat(job.eps));
  return v128.or(x, f32x4.lt(x, splat(0)));
}
