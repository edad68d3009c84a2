/**
 * What a piece of the tokens adds up to: enough to pool it together with other pieces.
 *
 * `x̃` is the token after the rule for negatives, `a` its weight; tokens with `a = 0` count for nothing.
 */
export interface PartialSums {
  /** `Σ a`, `[batch]`. */
  readonly weight: Float64Array;
  /** `max x̃` (`min x̃` for `p < 0`; 0 for mean), `[batch, channels]`; 0 where nothing is kept. */
  readonly reference: Float32Array;
  /**
   * `[batch, channels]`. mean: `Σ a x`. Power means, `r = x̃ / reference`: `Σ a r^p` for `|p| ≥ 0.5`, else
   * `Σ a (r^p - 1) / p`, at `p = 0` `Σ a ln r`; unused at `p = ±∞`, for max, and where reference is not finite.
   */
  readonly sum: Float64Array;
}
