import { high, larger, low, narrow, splat } from './lanes';
import { State } from './layout';
import { rowAt, tokenAt, weightAt } from './rows';
import { loadLanes, storeLanes } from './storeLanes';

/** Adds `Σ q` of the rows that equal `ref`, when raised to eps as `ref` is. */
export function addTies(state: State, rows: usize, count: i32, at: usize, eps: f32): void {
  for (let i = 0; i < count; i++) {
    const q = v128.and(weightAt(rows, i), isTied(state, tokenAt(rows, i, at), eps));
    state.ties0 = f64x2.add(state.ties0, low(q));
    state.ties1 = f64x2.add(state.ties1, high(q));
  }
}

/** Writes gradients in the lanes of `where`: `dy q / Σq` for tied rows, 0 for the others and below eps. */
export function writeTies(
  state: State,
  dy: v128,
  where: v128,
  rows: usize,
  count: i32,
  at: usize,
  eps: f32,
  lanes: i32,
): void {
  const share = narrow(f64x2.div(low(dy), state.ties0), f64x2.div(high(dy), state.ties1));
  for (let i = 0; i < count; i++) {
    const x = tokenAt(rows, i, at);
    const tied = v128.andnot(isTied(state, x, eps), f32x4.lt(x, splat(eps)));
    const dx = v128.and(f32x4.mul(share, weightAt(rows, i)), tied);
    const out = rowAt(rows, i).out + at;
    storeLanes(out, v128.bitselect(dx, loadLanes(out, lanes), where), lanes);
  }
}

// @ts-ignore: decorator
@inline
function isTied(state: State, x: v128, eps: f32): v128 {
  return f32x4.eq(larger(x, splat(eps)), state.ref);
}
