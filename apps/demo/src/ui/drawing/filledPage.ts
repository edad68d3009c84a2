import type { Drawing } from '../../stroke.ts';

/** Drawings smaller than this, in shares of the page, are drawn larger. */
const small = 0.4;
/** A drawing of this size is about as large as a sample. */
const usual = 0.65;
/** What is smaller still is a dot, and stays one. */
const dot = 0.03;

/**
 * A small drawing as large as a usual one, with the pen as wide as before: shrinking alone would make a blot of it, since the
 * pen is wide beside it.
 */
export function filledPage(drawing: Drawing): Drawing {
  const points = drawing.flat();
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const extent = Math.max(right - left, bottom - top);
  if (!(extent > dot && extent < small)) return drawing;
  const times = usual / extent;
  const [x0, y0] = [(left + right) / 2, (top + bottom) / 2];
  return drawing.map((stroke) =>
    stroke.map((point) => ({ ...point, x: 0.5 + (point.x - x0) * times, y: 0.5 + (point.y - y0) * times })),
  );
}
