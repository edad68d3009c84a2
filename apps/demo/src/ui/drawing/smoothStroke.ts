import type { PenPoint, Stroke } from '../../stroke.ts';

/** A disc of ink. A stroke is the union of its discs and of the bands between neighbours. */
export interface InkDot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/**
 * Half the width of the pen at even pressure, as a share of the square. Handwriting that fills two thirds of the square is
 * then about as bold, for its height, as the digits of the training images.
 */
const RADIUS = 0.042;
/** Distance of neighbouring dots, less than a pixel of any canvas here, so that no corners are visible. */
const SPACING = 0.006;

/**
 * The curve through a stroke's points, as ink dots close enough to join.
 *
 * It is a centripetal Catmull-Rom curve: it passes through every point and never loops between two close ones, as the
 * uniform kind does where a mouse slows down.
 */
export function smoothStroke(stroke: Stroke): InkDot[] {
  const points = withoutRepeats(stroke);
  const first = points[0];
  if (!first) return [];
  const dots: InkDot[] = [dot(first, first.pressure)];
  for (let i = 0; i + 1 < points.length; i++) {
    const from = points[i]!;
    const to = points[i + 1]!;
    const before = points[i - 1] ?? mirror(to, from);
    const after = points[i + 2] ?? mirror(from, to);
    const steps = Math.max(1, Math.ceil(distance(from, to) / SPACING));
    for (let s = 1; s <= steps; s++) {
      const t = s / steps;
      dots.push(dot(onCurve(before, from, to, after, t), from.pressure + (to.pressure - from.pressure) * t));
    }
  }
  return dots;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function dot(place: Place, pressure: number): InkDot {
  return { x: place.x, y: place.y, radius: RADIUS * (0.7 + 0.6 * pressure) };
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** `a` mirrored at `b`, as the missing neighbour of an end point. */
function mirror(a: Place, b: Place): Place {
  return { x: 2 * b.x - a.x, y: 2 * b.y - a.y };
}

/** Removes repeated points, with which knots of the curve would coincide and a division by zero happen. */
function withoutRepeats(stroke: Stroke): PenPoint[] {
  const kept: PenPoint[] = [];
  for (const point of stroke) {
    const last = kept.at(-1);
    if (!last || distance(last, point) > 1e-4) kept.push(point);
  }
  return kept;
}

/** Barry and Goldman's recursion over the knots of the centripetal curve. */
function onCurve(a: Place, b: Place, c: Place, d: Place, share: number): Place {
  const t1 = Math.sqrt(distance(a, b));
  const t2 = t1 + Math.sqrt(distance(b, c));
  const t3 = t2 + Math.sqrt(distance(c, d));
  const t = t1 + (t2 - t1) * share;
  const ab = mix(a, b, t / t1);
  const bc = mix(b, c, (t - t1) / (t2 - t1));
  const cd = mix(c, d, (t - t2) / (t3 - t2));
  return mix(mix(ab, bc, t / t2), mix(bc, cd, (t - t1) / (t3 - t1)), (t - t1) / (t2 - t1));
}

function mix(a: Place, b: Place, share: number): Place {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}
