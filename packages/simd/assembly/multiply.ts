import { madd } from './lanes';
import { ProductJob } from './layout';

/*
 * Products of matrices, `C = A Bᵀ`: every element is the dot product of two rows. Rows lie packed, two of A or four of B at
 * a time, vector by vector in turn, so that the innermost loop reads both from one place each, at fixed offsets.
 */

/** Computes rows of C from a packed A and a packed B, until threads have taken all. A task is `span` rows. */
export function multiply(job: ProductJob): void {
  for (let from = take(job); from < job.rows; from = take(job)) {
    const to = min(from + job.span, job.rows);
    for (let column = 0; column < job.columns; column += 4) {
      for (let row = from; row < to; row += 2) {
        if (job.double) eightDoubles(job, row, column);
        else eightFloats(job, row, column);
      }
    }
  }
}

/** Packs `rows` rows of `bytes` bytes, `group` at a time; what is missing to a whole group or a whole vector is 0. */
export function pack(from: usize, to: usize, rows: i32, bytes: i32, group: i32): void {
  const end = rows + ((group - (rows % group)) % group);
  for (let first = 0; first < end; first += group) {
    for (let at = 0; at < bytes; at += 16) {
      for (let row = first; row < first + group; row++) {
        v128.store(to, row < rows ? load(from + <usize>row * bytes + at, bytes - at) : i32x4.splat(0));
        to += 16;
      }
    }
  }
}

/** A vector of which only so many bytes, a multiple of 4, may be there. */
// @ts-ignore: decorator
@inline
function load(address: usize, bytes: i32): v128 {
  if (bytes >= 16) return v128.load(address);
  let x = v128.load32_zero(address);
  if (bytes > 4) x = v128.load32_lane(address, x, 1, 4);
  if (bytes > 8) x = v128.load32_lane(address, x, 2, 8);
  return x;
}

function take(job: ProductJob): i32 {
  return atomic.add<i32>(changetype<usize>(job) + offsetof<ProductJob>('next'), job.span);
}

function eightFloats(job: ProductJob, row: i32, column: i32): void {
  let a = job.a + <usize>row * job.stride;
  let b = job.b + <usize>column * job.stride;
  const end = a + 2 * job.stride;
  let p0 = f32x4.splat(0);
  let p1 = p0;
  let p2 = p0;
  let p3 = p0;
  let q0 = p0;
  let q1 = p0;
  let q2 = p0;
  let q3 = p0;
  for (; a < end; a += 32, b += 64) {
    const p = v128.load(a);
    const q = v128.load(a, 16);
    let x = v128.load(b);
    p0 = madd(p, x, p0);
    q0 = madd(q, x, q0);
    x = v128.load(b, 16);
    p1 = madd(p, x, p1);
    q1 = madd(q, x, q1);
    x = v128.load(b, 32);
    p2 = madd(p, x, p2);
    q2 = madd(q, x, q2);
    x = v128.load(b, 48);
    p3 = madd(p, x, p3);
    q3 = madd(q, x, q3);
  }
  const width = <usize>job.width * 4;
  const c = job.c + <usize>row * width + <usize>column * 4;
  putFloats(job, c, floatSums(p0, p1, p2, p3));
  putFloats(job, c + width, floatSums(q0, q1, q2, q3));
}

function eightDoubles(job: ProductJob, row: i32, column: i32): void {
  let a = job.a + <usize>row * job.stride;
  let b = job.b + <usize>column * job.stride;
  const end = a + 2 * job.stride;
  let p0 = f64x2.splat(0);
  let p1 = p0;
  let p2 = p0;
  let p3 = p0;
  let q0 = p0;
  let q1 = p0;
  let q2 = p0;
  let q3 = p0;
  for (; a < end; a += 32, b += 64) {
    const p = v128.load(a);
    const q = v128.load(a, 16);
    let x = v128.load(b);
    p0 = f64x2.add(p0, f64x2.mul(p, x));
    q0 = f64x2.add(q0, f64x2.mul(q, x));
    x = v128.load(b, 16);
    p1 = f64x2.add(p1, f64x2.mul(p, x));
    q1 = f64x2.add(q1, f64x2.mul(q, x));
    x = v128.load(b, 32);
    p2 = f64x2.add(p2, f64x2.mul(p, x));
    q2 = f64x2.add(q2, f64x2.mul(q, x));
    x = v128.load(b, 48);
    p3 = f64x2.add(p3, f64x2.mul(p, x));
    q3 = f64x2.add(q3, f64x2.mul(q, x));
  }
  const width = <usize>job.width * 8;
  const c = job.c + <usize>row * width + <usize>column * 8;
  putDoubles(job, c, doubleSums(p0, p1));
  putDoubles(job, c + 16, doubleSums(p2, p3));
  putDoubles(job, c + width, doubleSums(q0, q1));
  putDoubles(job, c + width + 16, doubleSums(q2, q3));
}

/** The sums over the lanes of four vectors. */
// @ts-ignore: decorator
@inline
export function floatSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(i32x4.shuffle(a, b, 0, 1, 4, 5), i32x4.shuffle(a, b, 2, 3, 6, 7));
  const cd = f32x4.add(i32x4.shuffle(c, d, 0, 1, 4, 5), i32x4.shuffle(c, d, 2, 3, 6, 7));
  return f32x4.add(i32x4.shuffle(ab, cd, 0, 2, 4, 6), i32x4.shuffle(ab, cd, 1, 3, 5, 7));
}

/** The sums over the lanes of two vectors. */
// @ts-ignore: decorator
@inline
function doubleSums(a: v128, b: v128): v128 {
  return f64x2.add(i64x2.shuffle(a, b, 0, 2), i64x2.shuffle(a, b, 1, 3));
}

// @ts-ignore: decorator
@inline
function putFloats(job: ProductJob, address: usize, x: v128): void {
  v128.store(address, job.adds ? f32x4.add(v128.load(address), x) : x);
}

// @ts-ignore: decorator
@inline
function putDoubles(job: ProductJob, address: usize, x: v128): void {
  v128.store(address, job.adds ? f64x2.add(v128.load(address), x) : x);
}
