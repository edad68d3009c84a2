/** A parameter that lives in a tensor, in place of the value that the spec gives it. */
export interface LiveParameter<T> {
  /** `[1, 1, n]` for a parameter of rank 1, `[1, a, b]` for one of rank 2; `parametersOf` has the shapes. */
  readonly tensor: T;
  /** The same numbers where the host has them: they may decide which formula runs. */
  readonly values?: readonly number[] | undefined;
  /**
   * Whether it is known, without `values`, that no exponent of a power mean lies within 1/2 of 0 (`powersFrom`): then the
   * formulas near 0 do not run. Default: no.
   */
  readonly areFar?: boolean | undefined;
}

/** Live parameters by name. */
export type LiveParameters<T> = Readonly<Record<string, LiveParameter<T> | undefined>>;

/** The shape of a parameter among tensors of rank 3. */
export function seamShape(shape: readonly number[]): readonly [number, number, number] {
  return shape.length === 1 ? [1, 1, shape[0]!] : [1, shape[0]!, shape[1]!];
}
