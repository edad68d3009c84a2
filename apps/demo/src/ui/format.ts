/** `98.4 %`; the space does not break. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(share >= 0.9995 ? 0 : 1)}\u00a0%`;
}

/** `3.92`, `12.0`, `∞`: a learned p is not more exact than three digits. */
export function exponent(p: number): string {
  if (p === Number.POSITIVE_INFINITY) return '∞';
  return p >= 100 ? p.toFixed(0) : p >= 10 ? p.toFixed(1) : p.toFixed(2);
}
