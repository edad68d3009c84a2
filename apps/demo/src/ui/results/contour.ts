/** Corners of the four edges of a cell whose corners are numbered clockwise from the top left. */
const EDGES = [
  [0, 0, 1, 0],
  [1, 0, 1, 1],
  [0, 1, 1, 1],
  [0, 0, 0, 1],
] as const;

/** Which edges the outline joins, for each of the 16 ways in which corners can lie inside (marching squares). */
const JOINS: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [[3, 0]],
  [[0, 1]],
  [[3, 1]],
  [[1, 2]],
  [
    [3, 0],
    [1, 2],
  ],
  [[0, 2]],
  [[3, 2]],
  [[2, 3]],
  [[2, 0]],
  [
    [0, 1],
    [2, 3],
  ],
  [[2, 1]],
  [[1, 3]],
  [[1, 0]],
  [[0, 3]],
  [],
];

/**
 * The outline of the ink in a square image, as SVG path data in pixels: the line where the ink, read as a surface over
 * the middles of the pixels, crosses `level`.
 */
export function contour(image: ArrayLike<number>, size: number, level = 0.4): string {
  const value = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= size || y >= size ? 0 : image[y * size + x]!;
  const path: string[] = [];
  for (let y = -1; y < size; y++) {
    for (let x = -1; x < size; x++) {
      const corners = [value(x, y), value(x + 1, y), value(x + 1, y + 1), value(x, y + 1)];
      const kind = corners.reduce((bits, ink, corner) => bits | (ink > level ? 1 << corner : 0), 0);
      for (const [from, to] of JOINS[kind]!) path.push(`M${crossing(from)}L${crossing(to)}`);

      function crossing(edge: number): string {
        const [ax, ay, bx, by] = EDGES[edge]!;
        const a = value(x + ax, y + ay);
        const b = value(x + bx, y + by);
        const t = (level - a) / (b - a);
        return `${(x + ax + (bx - ax) * t + 0.5).toFixed(2)} ${(y + ay + (by - ay) * t + 0.5).toFixed(2)}`;
      }
    }
  }
  return path.join('');
}
