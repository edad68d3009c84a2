import { madd } from './lanes';
import { PlacedJob } from './layout';

/**
 * `C += A B`: two rows of C take up rows of B, four at a time, as many times as the rows of A say, so that what is read of B
 * serves twice. Nothing is packed, and all rows are read in order. A may lie turned, since only single numbers of it are read.
 */
export function addProduct(job: PlacedJob): void {
  const whole = job.length & ~3;
  if (job.rows < job.length) {
    // Few rows: all of C stays in the nearest cache, and B passes by once.
    for (let k = 0; k < whole; k += 4) addRows(job, k);
    for (let k = whole; k < job.length; k++) for (let row = 0; row < job.rows; row++) addOne(job, row, k);
    return;
  }
  const pairs = job.rows & ~1;
  for (let row = 0; row < pairs; row += 2) for (let k = 0; k < whole; k += 4) addToTwo(job, row, k);
  if (pairs < job.rows) for (let k = 0; k < whole; k += 4) addToOne(job, pairs, k);
  for (let row = 0; row < job.rows; row++) for (let k = whole; k < job.length; k++) addOne(job, row, k);
}

function addRows(job: PlacedJob, k: i32): void {
  const pairs = job.rows & ~1;
  for (let row = 0; row < pairs; row += 2) addToTwo(job, row, k);
  if (pairs < job.rows) addToOne(job, pairs, k);
}

function addToTwo(job: PlacedJob, row: i32, k: i32): void {
  const stride = <usize>job.columns * 4;
  const step = <usize>job.step;
  const at = numberAt(job, row, k);
  const p = v128.load32_splat(at);
  const q = v128.load32_splat(at + step);
  const r = v128.load32_splat(at + 2 * step);
  const s = v128.load32_splat(at + 3 * step);
  const below = at + <usize>job.rowStep;
  const t = v128.load32_splat(below);
  const u = v128.load32_splat(below + step);
  const v = v128.load32_splat(below + 2 * step);
  const w = v128.load32_splat(below + 3 * step);
  let b = job.b + <usize>k * stride;
  let to = job.c + <usize>row * stride;
  for (const end = to + stride; to < end; to += 16) {
    const x0 = v128.load(b);
    const x1 = v128.load(b + stride);
    const x2 = v128.load(b + 2 * stride);
    const x3 = v128.load(b + 3 * stride);
    const first = f32x4.add(madd(q, x1, f32x4.mul(p, x0)), madd(s, x3, f32x4.mul(r, x2)));
    v128.store(to, f32x4.add(v128.load(to), first));
    const second = f32x4.add(madd(u, x1, f32x4.mul(t, x0)), madd(w, x3, f32x4.mul(v, x2)));
    v128.store(to + stride, f32x4.add(v128.load(to + stride), second));
    b += 16;
  }
}

function addToOne(job: PlacedJob, row: i32, k: i32): void {
  const stride = <usize>job.columns * 4;
  const step = <usize>job.step;
  const at = numberAt(job, row, k);
  const p = v128.load32_splat(at);
  const q = v128.load32_splat(at + step);
  const r = v128.load32_splat(at + 2 * step);
  const s = v128.load32_splat(at + 3 * step);
  let b = job.b + <usize>k * stride;
  let to = job.c + <usize>row * stride;
  for (const end = to + stride; to < end; to += 16) {
    const first = madd(q, v128.load(b + stride), f32x4.mul(p, v128.load(b)));
    const second = madd(s, v128.load(b + 3 * stride), f32x4.mul(r, v128.load(b + 2 * stride)));
    v128.store(to, f32x4.add(v128.load(to), f32x4.add(first, second)));
    b += 16;
  }
}

function addOne(job: PlacedJob, row: i32, k: i32): void {
  const stride = <usize>job.columns * 4;
  const p = v128.load32_splat(numberAt(job, row, k));
  let b = job.b + <usize>k * stride;
  let to = job.c + <usize>row * stride;
  for (const end = to + stride; to < end; to += 16) {
    v128.store(to, madd(p, v128.load(b), v128.load(to)));
    b += 16;
  }
}

// @ts-ignore: decorator
@inline
function numberAt(job: PlacedJob, row: i32, k: i32): usize {
  return job.a + <usize>row * job.rowStep + <usize>k * job.step;
}
