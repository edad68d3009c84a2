/** What decides whether a token is kept: one value for each token. */
export interface KeptBy {
  readonly mask?: ArrayLike<number> | undefined;
  readonly tokenWeights?: ArrayLike<number> | undefined;
}

/** Whether mask and token weight keep a token; prefix tokens are not looked at. */
export function isKept(token: number, { mask, tokenWeights }: KeptBy): boolean {
  return (mask?.[token] ?? 1) > 0 && (tokenWeights?.[token] ?? 1) > 0;
}
