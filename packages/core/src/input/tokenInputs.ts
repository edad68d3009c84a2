/** What a caller gives besides the tokens; both `[batch, tokens, 1]`. */
export interface TokenInputs<T> {
  /** 1 keeps a token, 0 drops it. */
  readonly mask?: T | undefined;
  /** How much a token counts, at least 0. */
  readonly tokenWeights?: T | undefined;
}

/** The tokens after the prefix of a spec. */
export interface AfterPrefix<T> extends TokenInputs<T> {
  /** `[batch, tokens, channels]`. */
  readonly tokens: T;
  /** `[batch, 1, 1]`: how many of these tokens come before the first that counts. Absent where none does in any image. */
  readonly first?: T | undefined;
}
