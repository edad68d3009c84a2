/** Channels that a map averages over. */
export type Channels =
  | { readonly kind: 'all' }
  | { readonly kind: 'group'; readonly index: number }
  | { readonly kind: 'one'; readonly index: number };
