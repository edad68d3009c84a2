import { beta, type Random } from '../optimise/random.ts';

/** Mixes each row of a batch with another, `share x_i + (1 - share) x_(n-1-i)`, and its targets likewise, in place. */
export function mixup(
  images: Float32Array,
  targets: Float32Array,
  count: number,
  alpha: number,
  next: Random,
): void {
  const share = beta(alpha, next);
  for (const rows of [images, targets]) {
    const length = rows.length / count;
    for (let i = 0; 2 * i < count; i++) {
      const [a, b] = [i * length, (count - 1 - i) * length];
      for (let at = 0; at < length; at++) {
        const [x, y] = [rows[a + at]!, rows[b + at]!];
        rows[a + at] = share * x + (1 - share) * y;
        rows[b + at] = share * y + (1 - share) * x;
      }
    }
  }
}
