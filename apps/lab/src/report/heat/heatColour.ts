/** Points of the scale, from least to most: night, plum, red, amber, pale. Lightness rises evenly, so that it reads without colour too. */
const points = [
  [18, 12, 38],
  [96, 24, 92],
  [188, 55, 70],
  [240, 140, 40],
  [252, 236, 160],
] as const;

/** The colour of a heat from 0 to 1: red, green and blue from 0 to 255. */
export function heatColour(heat: number): readonly [red: number, green: number, blue: number] {
  const at = Math.min(1, Math.max(0, heat)) * (points.length - 1);
  const below = Math.min(points.length - 2, Math.floor(at));
  const [from, to] = [points[below]!, points[below + 1]!];
  const mix = (i: 0 | 1 | 2): number => Math.round(from[i] + (at - below) * (to[i] - from[i]));
  return [mix(0), mix(1), mix(2)];
}

/** The scale from left to right, for a legend. */
export const heatGradient: string = `linear-gradient(90deg, ${points.map((point) => `rgb(${point.join(' ')})`).join(', ')})`;
