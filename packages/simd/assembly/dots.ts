import { madd, splat } from './lanes';
import { PlacedJob } from './layout';
import { floatSums } from './multiply';

/** `C = A Bᵀ` where A is read as it lies, for a B of few rows: to pack A would take as long as the product. */
export function dots(job: PlacedJob): void {
  for (let row = 0; row < job.rows; row += 2) {
    for (let column = 0; column < job.columns; column += 4) eightDots(job, row, column);
  }
}

function eightDots(job: PlacedJob, row: i32, column: i32): void {
  const bytes = <usize>job.length * 4;
  let a = job.a + <usize>row * job.rowStep;
  let b = job.b + <usize>column * bytes;
  const end = a + bytes;
  let p0 = splat(0);
  let p1 = p0;
  let p2 = p0;
  let p3 = p0;
  let q0 = p0;
  let q1 = p0;
  let q2 = p0;
  let q3 = p0;
  for (; a < end; a += 16, b += 16) {
    const p = v128.load(a);
    const q = v128.load(a + job.rowStep);
    let x = v128.load(b);
    p0 = madd(p, x, p0);
    q0 = madd(q, x, q0);
    x = v128.load(b + bytes);
    p1 = madd(p, x, p1);
    q1 = madd(q, x, q1);
    x = v128.load(b + 2 * bytes);
    p2 = madd(p, x, p2);
    q2 = madd(q, x, q2);
    x = v128.load(b + 3 * bytes);
    p3 = madd(p, x, p3);
    q3 = madd(q, x, q3);
  }
  const c = job.c + (<usize>row * job.columns + column) * 4;
  v128.store(c, floatSums(p0, p1, p2, p3));
  v128.store(c + <usize>job.columns * 4, floatSums(q0, q1, q2, q3));
}
