/** Stores a vector, or, where fewer channels are left, only so many of its lanes. */
// @ts-ignore: decorator
@inline
export function storeLanes(address: usize, x: v128, lanes: i32): void {
  if (lanes >= 4) v128.store(address, x);
  else storeSome(address, x, lanes);
}

function storeSome(address: usize, x: v128, lanes: i32): void {
  v128.store32_lane(address, x, 0);
  if (lanes > 1) v128.store32_lane(address, x, 1, 4);
  if (lanes > 2) v128.store32_lane(address, x, 2, 8);
}

/** Loads as many lanes as there are channels left; the others are 0. */
export function loadLanes(address: usize, lanes: i32): v128 {
  if (lanes >= 4) return v128.load(address);
  let x = v128.load32_zero(address);
  if (lanes > 1) x = v128.load32_lane(address, x, 1, 4);
  if (lanes > 2) x = v128.load32_lane(address, x, 2, 8);
  return x;
}

/** All bits in the lanes of channels that are there. */
export function lanesThere(lanes: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(lanes));
}
