/** Offsets of `Job` in `assembly/layout.ts`, in bytes. */
export const jobAt = {
  tokens: 0,
  batch: 4,
  count: 8,
  channels: 12,
  prefix: 16,
  half: 20,
  pooling: 24,
  negatives: 28,
  eps: 32,
  weights: 36,
  evenly: 40,
  norms: 44,
  plans: 48,
  y: 52,
  dy: 56,
  dx: 60,
  dp: 64,
  span: 68,
  next: 72,
} as const;

export const jobBytes = 80;

/** Offsets of `Plan`, in bytes. */
export const planAt = {
  far: 0,
  near: 16,
  lowReach: 32,
  highReach: 48,
  lowSlope: 64,
  highSlope: 80,
  signs: 96,
  isNear: 112,
  isInfinite: 128,
  kind: 144,
} as const;

export const planBytes = 160;

/** Tokens of a tile. */
export const tile = 256;

/** Channels that a task takes together. */
export const chunk = 128;

/** Codes of poolings and rules. */
export const poolingCode = { mean: 0, max: 1, gem: 2, ggem: 2 } as const;
export const negativesCode = { clamp: 0, shift: 1, abs: 2, error: 3 } as const;
