/** What decides whether a token is kept, one value a token. */
export interface KeptBy {
  readonly mask?: ArrayLike<number> | undefined;
  readonly tokenWeights?: ArrayLike<number> | undefined;
}

/** Whether a token is kept, prefix aside: the mask keeps it, and it weighs something. */
export function isKept(token: number, { mask, tokenWeights }: KeptBy): boolean {
  return (mask?.[token] ?? 1) > 0 && (tokenWeights?.[token] ?? 1) > 0;
}
