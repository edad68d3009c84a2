/** Where a model and the reference differ most. */
export interface LargestError {
  readonly error: number;
  /** Largest finite value of the reference. */
  readonly scale: number;
  /** `error / scale`. */
  readonly relative: number;
  /** Image and channel. */
  readonly at: readonly [number, number];
  readonly model: number;
  readonly reference: number;
}

/** The largest absolute difference. Equal infinities and NaN with NaN agree; NaN with anything else is infinitely wrong. */
export function largestError(
  model: ArrayLike<number>,
  reference: ArrayLike<number>,
  channels: number,
): LargestError {
  let [error, scale, place] = [0, 0, 0];
  const length = Math.max(model.length, reference.length);
  for (let i = 0; i < length; i++) {
    const [a = Number.NaN, b = Number.NaN] = [model[i], reference[i]];
    if (Number.isFinite(b)) scale = Math.max(scale, Math.abs(b));
    const difference = Object.is(a, b) || a === b ? 0 : Math.abs(a - b);
    const wrong = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    if (wrong > error) [error, place] = [wrong, i];
  }
  return {
    error,
    scale,
    relative: error === 0 ? 0 : error / scale,
    at: [Math.floor(place / channels), place % channels],
    model: model[place] ?? Number.NaN,
    reference: reference[place] ?? Number.NaN,
  };
}
