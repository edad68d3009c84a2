/** An input of a call as an adapter has read it. */
export interface CallInput {
  readonly shape: readonly number[];
  /** Row-major values, where they lie on the host. */
  readonly host?: (() => ArrayLike<number>) | undefined;
}

/** Tokens and what comes with each of them. */
export interface TokenInputs<R extends CallInput = CallInput> {
  readonly tokens: R;
  readonly mask?: R | undefined;
  readonly tokenWeights?: R | undefined;
}

/** Inputs by name. */
export type Named<R extends CallInput = CallInput> = Readonly<Record<string, R>>;
