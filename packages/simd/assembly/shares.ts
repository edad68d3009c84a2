import { Job, State, sharesOf, TILE } from './layout';
import { tokenAt } from './rows';
import { lanesThere } from './storeLanes';
import { groupAt, weightsAt } from './weights';

/*
 * What the gradient by the logarithms of weights is made of, for tokens that attend. With `v` a token or its power `u`, whose
 * weighted mean is `V`, the gradient by the logarithm of the weight of token `i` is
 *
 *     q_i (t_i - Σ q t),  t_i = Σ k (v_i - V), the sum over the channels of a group
 *
 * with `k = dy` for the mean and `dy y / (p V)` for powers; near p = 0, `k = dy y` and `(e^(p e) - 1) / p` in place of `v - V`.
 * The kernels write `t`. Since what all `t_i` have in common cancels, `V` may be rounded, also where one token has all weight.
 */

/** Clears the sums of the rows of a tile. */
export function clearShares(scratch: usize): void {
  memory.fill(sharesOf(scratch), 0, <usize>TILE * 16);
}

/** Adds four channels of a row to its sum. */
// @ts-ignore: decorator
@inline
export function addShare(scratch: usize, i: i32, factor: v128, distance: v128, where: v128): void {
  const at = sharesOf(scratch) + <usize>i * 16;
  const share = v128.and(f32x4.mul(factor, distance), where);
  v128.store(at, f32x4.add(v128.load(at), share));
}

/** The same for all rows, where the mean is pooled. */
export function addMeanShares(state: State, scratch: usize, count: i32, at: usize, lanes: i32): void {
  const present = lanesThere(lanes);
  for (let i = 0; i < count; i++) {
    addShare(scratch, i, state.byShare, f32x4.sub(tokenAt(scratch, i, at), state.centre), present);
  }
}

/** Writes the sums of the tokens of a tile; 0 for dropped ones. */
export function writeShares(job: Job, scratch: usize, image: i32, begin: i32, end: i32, channel: i32): void {
  const weights = weightsAt(job, image, channel);
  const out = job.shares + groupAt(job, image, channel) * job.count * 4;
  let row = sharesOf(scratch);
  for (let token = begin; token < end; token++) {
    let share: f32 = 0;
    if (load<f32>(weights + <usize>token * 4) > 0) {
      const sums = v128.load(row);
      const pairs = f32x4.add(sums, i32x4.shuffle(sums, sums, 2, 3, 0, 1));
      share = f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
      row += 16;
    }
    store<f32>(out + <usize>token * 4, share);
  }
}
