/** The shape of what is pooled, and for `negatives: "shift"` what a first pass found. */
export interface StreamShape {
  readonly batch: number;
  readonly channels: number;
  /** `[batch, channels]`: the smallest kept token of the whole; `shift` needs it. */
  readonly lowest?: ArrayLike<number> | undefined;
}
