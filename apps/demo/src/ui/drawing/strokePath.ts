import type { Drawing } from '../../stroke.ts';
import { smoothStroke } from './smoothStroke.ts';

/** The drawing as SVG path data in a square of 100: the middle line of each stroke, for thumbnails. */
export function strokePath(drawing: Drawing): string {
  return drawing
    .map((stroke) =>
      smoothStroke(stroke)
        .filter((_, i, dots) => i % 4 === 0 || i === dots.length - 1)
        .map((dot, i) => `${i === 0 ? 'M' : 'L'}${(dot.x * 100).toFixed(1)} ${(dot.y * 100).toFixed(1)}`)
        .join(''),
    )
    .join('');
}
