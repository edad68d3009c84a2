import { Job, Row } from './layout';
import { weightsAt } from './weights';

/**
 * Lists the kept tokens of a tile and returns their number. Row `i` of a tile that begins at token `begin` lies at
 * `address + i stride`; its first channel is that of the chunk.
 */
export function listRows(
  job: Job,
  rows: usize,
  image: i32,
  begin: i32,
  end: i32,
  address: usize,
  stride: usize,
  chunk: i32,
): i32 {
  const first = <usize>image * job.count;
  const bytes = <usize>job.channels * 4;
  const weights = job.weights ? weightsAt(job, image, chunk) : 0;
  let count = 0;
  for (let token = begin; token < end; token++) {
    const weight = weights ? load<f32>(weights + <usize>token * 4) : job.evenly;
    if (weight > 0) {
      const row = rowAt(rows, count++);
      row.address = address + <usize>(token - begin) * stride;
      row.weight = weight;
      row.out = job.dx + (first + token) * bytes + <usize>chunk * 4;
    }
  }
  return count;
}

// @ts-ignore: decorator
@inline
export function rowAt(rows: usize, i: i32): Row {
  return changetype<Row>(rows + <usize>i * offsetof<Row>());
}

/** Four channels of a row. */
// @ts-ignore: decorator
@inline
export function tokenAt(rows: usize, i: i32, at: usize): v128 {
  return v128.load(rowAt(rows, i).address + at);
}

/** The weight of a row, in every lane. */
// @ts-ignore: decorator
@inline
export function weightAt(rows: usize, i: i32): v128 {
  return v128.load32_splat(rows + <usize>i * offsetof<Row>(), offsetof<Row>('weight'));
}
