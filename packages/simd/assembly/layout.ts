/*
 * The data in memory. JavaScript writes Job, ProductJob, PlacedJob and Plan; the build takes their offsets from this file. State and Row are used
 * by the kernels alone, a set for each thread.
 */

/** Four neighbouring channels: the lanes of a vector. */
export const LANES: i32 = 4;

/** Channels of a cache line. */
export const LINE: i32 = 16;

/** How many tokens are read together: few enough that the nearest cache still has them when they are read again. */
export const TILE: i32 = 256;

/** Poolings with kernels. */
export const MEAN: i32 = 0;
export const MAX: i32 = 1;
export const POWER: i32 = 2;

/** Rules for negatives. */
export const CLAMP: i32 = 0;
export const SHIFT: i32 = 1;
export const ABS: i32 = 2;
export const REFUSE: i32 = 3;

/** One call: where its tensors lie and how they are pooled. */
@unmanaged
export class Job {
  /** `[batch, tokens, channels]`. */
  tokens: usize;
  batch: i32;
  count: i32;
  channels: i32;
  prefix: i32;
  /** 1: tokens are float16. */
  half: i32;
  pooling: i32;
  negatives: i32;
  eps: f32;
  /** Groups of channels that have weights of their own. Of more than one, each has a multiple of LANES channels. */
  groups: i32;
  /** `[batch, groups, tokens]`, at most 1; 0 drops a token. Address 0: all tokens weigh the same. */
  weights: usize;
  /** The weight of each token where there are no weights: a power of two near 1 / tokens. */
  evenly: f32;
  /** `[batch, groups]` float64: factors for the sums over an image; 0 where it keeps nothing. */
  norms: usize;
  /** One Plan for every four channels. */
  plans: usize;
  /** `[batch, channels]`. */
  y: usize;
  dy: usize;
  /** `[batch, tokens, channels]`. */
  dx: usize;
  /** `[batch, channels]`: `dy ∂y/∂p`. */
  dp: usize;
  /**
   * `[batch, groups, tokens]`: for the gradient by the logarithms of weights, see `shares.ts`. Address 0: it is not wanted.
   * Else a task is all channels of a group.
   */
  shares: usize;
  /** Channels of a task, a multiple of CHUNK. */
  span: i32;
  /** The next task that no thread has taken. */
  next: i32;
}

/** A product of two packed matrices, see `multiply.ts`. */
@unmanaged
export class ProductJob {
  /** Packed rows, two at a time. */
  a: usize;
  /** Packed rows, four at a time. */
  b: usize;
  /** `[rows, width]`. */
  c: usize;
  /** Rows of A, a multiple of 2. */
  rows: i32;
  /** Rows of B, a multiple of 4. */
  columns: i32;
  /** Numbers in a row of C. */
  width: i32;
  /** Bytes of a row of A or B, a multiple of 16. */
  stride: usize;
  /** 1: numbers are float64. */
  double: i32;
  /** 1: the product is added to what C holds. */
  adds: i32;
  /** Rows of a task, a multiple of 2. */
  span: i32;
  /** The first row that no thread has taken. */
  next: i32;
}

/** A product of matrices that are read as they lie: `C += A B`, see `addProduct.ts`, or `C = A Bᵀ`, see `dots.ts`. */
@unmanaged
export class PlacedJob {
  /** The first number of A. */
  a: usize;
  /** `[length, columns]`; for `dots`, `[columns, length]`. */
  b: usize;
  /** `[rows, columns]`. */
  c: usize;
  /** Rows of A; for `dots` a multiple of 2. */
  rows: i32;
  /** For `dots` a multiple of 4. */
  length: i32;
  /** A multiple of 4. */
  columns: i32;
  /** Bytes from a row of A to the next, and from a number of a row to the next. */
  rowStep: usize;
  step: usize;
}

/** Which formulas four channels need. */
export const FAR: i32 = 1;
export const NEAR: i32 = 2;
export const TIES: i32 = 4;
/** Some of them have `p < 0`. */
export const NEGATIVE: i32 = 8;
/** From this bit on: `2 p`, if all four have the same small power, else 0. */
export const PRODUCT_SHIFT: i32 = 8;

/** The exponents of four channels. */
@unmanaged
export class Plan {
  /** `p` for the formula by powers; a harmless value in lanes of another formula. */
  far: v128;
  /** `p` for the formula near 0; a harmless value in lanes of another formula. */
  near: v128;
  /** Square root of the ratio to ref, `2^(-110 / |p|)`, below which a power is too small to count; 0 where `p < 0`. */
  lowReach: v128;
  /** The same for ratios above 1, where `p < 0`; else ∞. */
  highReach: v128;
  /** The same two for `r^(p - 1)`, which gradients need: beyond these ratios it leaves float32. */
  lowSlope: v128;
  highSlope: v128;
  /** The sign bit where `p < 0`. */
  signs: v128;
  /** All bits where |p| < 0.5. */
  isNear: v128;
  /** All bits where p = ±∞. */
  isInfinite: v128;
  kind: i32;
  unused0: i32;
  unused1: i32;
  unused2: i32;
}

/** What is known of four channels of one image: first what pooling needs, then what gradients need too. */
@unmanaged
export class State {
  /** Largest of `± x`. */
  top: v128;
  /** The reference of ratios: the largest or smallest token, or a power of two near it. */
  ref: v128;
  /** `Σ q (x / ref)^p`, or `Σ q x`. */
  sum0: v128;
  sum1: v128;
  /** The sums before a tile, in case it must be added again. */
  saved0: v128;
  saved1: v128;
  /** `Σ q ((x / ref)^p - 1) / p` near p = 0, and `ln(y / ref)` made of it. */
  near0: v128;
  near1: v128;
  /** `Σ q (x / ref)^p` near p = 0, used where it is small. */
  whole0: v128;
  whole1: v128;
  log0: v128;
  log1: v128;
  /** Smallest token, for `negatives: "shift"`. */
  lowest: v128;

  /** `Σ dx`, and `Σ q` of the tokens at the lowest, for the gradient of `shift`. */
  total0: v128;
  total1: v128;
  lowTies0: v128;
  lowTies1: v128;
  /** `Σ q` of the tokens at ref. */
  ties0: v128;
  ties1: v128;
  /** The factor of all gradients for tokens, in the formula by powers and in the one near 0. */
  slope: v128;
  nearSlope: v128;
  /** How far a token lies above the mean counts so much for the gradient by its share, in the formula by powers and near 0. */
  byShare: v128;
  nearByShare: v128;
  /** `Σ q u`, or the mean. */
  centre: v128;
  /** `Σ q u log2 u`. */
  tilt0: v128;
  tilt1: v128;
  /** `Σ q e² h(p e)` near 0. */
  bend0: v128;
  bend1: v128;
}

/** A kept token of a tile: the address of its first channel, its weight, and the address of its gradient. */
@unmanaged
export class Row {
  address: usize;
  weight: f32;
  out: usize;
  unused: i32;
}

/** How many channels are staged and summed together. */
export const CHUNK: i32 = 128;

/** Offsets in a thread's own memory: rows of a tile, a vector for each, a staged tile, states. */
const ROWS: usize = 0;
const SHARES: usize = ROWS + <usize>TILE * 16;
const WIDE: usize = SHARES + <usize>TILE * 16;
const POSITIVE: usize = WIDE + (<usize>TILE * CHUNK + LANES) * 4;
/** Where the states begin. There is one for every four channels, up to the end of the thread's memory. */
export const STATES: usize = POSITIVE + (<usize>TILE * CHUNK + LANES) * 4;

/** Where rows have a vector each, which sums over their channels. */
// @ts-ignore: decorator
@inline
export function sharesOf(scratch: usize): usize {
  return scratch + SHARES;
}

/** Where a tile is widened to float32. */
// @ts-ignore: decorator
@inline
export function wideOf(scratch: usize): usize {
  return scratch + WIDE;
}

/** Where a tile is made positive. */
// @ts-ignore: decorator
@inline
export function positiveOf(scratch: usize): usize {
  return scratch + POSITIVE;
}

/** The state of the four channels from `c` on. */
// @ts-ignore: decorator
@inline
export function stateOf(scratch: usize, c: i32): State {
  return changetype<State>(scratch + STATES + <usize>(c >> 2) * offsetof<State>());
}

// @ts-ignore: decorator
@inline
export function planOf(job: Job, c: i32): Plan {
  return changetype<Plan>(job.plans + <usize>(c >> 2) * offsetof<Plan>());
}
