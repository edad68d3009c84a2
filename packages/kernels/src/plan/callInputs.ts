/** What kernels depend on besides shapes. */
export interface CallInputs {
  /** Which of mask and token weights are given. */
  readonly given: readonly string[];
  /** Which parameters are given. */
  readonly live: readonly string[];
  /** Values of parameters that the host has: they may decide which formula runs. */
  readonly parameterValues: Readonly<Record<string, readonly number[] | undefined>>;
}
