import { high, low, narrow } from './lanes';
import { State } from './layout';
import { rowAt, tokenAt, weightAt } from './rows';
import { loadLanes, storeLanes } from './storeLanes';

/** Adds `Σ dx` of the rows above the minimum, and `Σ q` of those at it, to the state of four channels. */
export function addShift(state: State, rows: usize, count: i32, at: usize, lanes: i32): void {
  for (let i = 0; i < count; i++) {
    const tied = f32x4.eq(tokenAt(rows, i, at), state.lowest);
    const dx = v128.andnot(loadLanes(rowAt(rows, i).out + at, lanes), tied);
    const q = v128.and(weightAt(rows, i), tied);
    state.total0 = f64x2.add(state.total0, low(dx));
    state.total1 = f64x2.add(state.total1, high(dx));
    state.lowTies0 = f64x2.add(state.lowTies0, low(q));
    state.lowTies1 = f64x2.add(state.lowTies1, high(q));
  }
}

/** Writes `(dy - Σ dx) q / Σq` to the gradients of the rows at the minimum. */
export function returnShift(state: State, dy: v128, rows: usize, count: i32, at: usize, lanes: i32): void {
  const share = narrow(
    f64x2.div(f64x2.sub(low(dy), state.total0), state.lowTies0),
    f64x2.div(f64x2.sub(high(dy), state.total1), state.lowTies1),
  );
  for (let i = 0; i < count; i++) {
    const out = rowAt(rows, i).out + at;
    const tied = f32x4.eq(tokenAt(rows, i, at), state.lowest);
    const dx = f32x4.mul(share, weightAt(rows, i));
    storeLanes(out, v128.bitselect(dx, loadLanes(out, lanes), tied), lanes);
  }
}
