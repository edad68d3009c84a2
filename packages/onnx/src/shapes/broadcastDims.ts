import { better, type Dim } from './shape.ts';

/** Dims of a result of two operands that broadcast. */
export function broadcastDims(a: readonly Dim[], b: readonly Dim[]): readonly Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = i < rank - a.length ? 1 : a[i - rank + a.length];
    const right = i < rank - b.length ? 1 : b[i - rank + b.length];
    if (left === 1) return right;
    if (right === 1) return left;
    return better(left, right);
  });
}
