import type { Drawing } from '../../stroke.ts';
import { type InkDot, smoothStroke } from './smoothStroke.ts';

/**
 * The drawing as `size × size` ink values, row by row: 0 is paper, 1 is ink, edges lie between.
 *
 * It uses plain arithmetic and no canvas, so that a sample has the same pixels in every browser and in Node.
 */
export function rasterizeInk(drawing: Drawing, size: number): Float32Array {
  const ink = new Float32Array(size * size);
  for (const stroke of drawing) {
    const dots = smoothStroke(stroke);
    dots.forEach((dot, i) => {
      coverBand(ink, size, dots[i - 1] ?? dot, dot);
    });
  }
  return ink;
}

/** Adds the band between two dots. Where bands overlap, the darker value stays. */
function coverBand(ink: Float32Array, size: number, from: InkDot, to: InkDot): void {
  const [ax, ay, ar] = [from.x * size, from.y * size, from.radius * size];
  const [bx, by, br] = [to.x * size, to.y * size, to.radius * size];
  const reach = Math.max(ar, br) + 1;
  const left = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
  const right = Math.min(size - 1, Math.ceil(Math.max(ax, bx) + reach));
  const top = Math.max(0, Math.floor(Math.min(ay, by) - reach));
  const bottom = Math.min(size - 1, Math.ceil(Math.max(ay, by) + reach));
  const lengthSquared = (bx - ax) ** 2 + (by - ay) ** 2;
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const x = column + 0.5;
      const y = row + 0.5;
      const along = lengthSquared > 0 ? ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / lengthSquared : 0;
      const t = Math.min(1, Math.max(0, along));
      const gap = Math.hypot(x - ax - (bx - ax) * t, y - ay - (by - ay) * t);
      const cover = Math.min(1, Math.max(0, ar + (br - ar) * t - gap + 0.5));
      const at = row * size + column;
      if (cover > ink[at]!) ink[at] = cover;
    }
  }
}
