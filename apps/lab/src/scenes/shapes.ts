/** Whether a point is inside of a shape that fills the unit disc; y points down. Only arithmetic that is exact everywhere. */
export type Inside = (x: number, y: number) => boolean;

const diagonal = Math.sqrt(0.5);

const polygon =
  (normals: readonly (readonly [number, number])[], reach: number): Inside =>
  (x, y) =>
    normals.every((normal) => normal[0] * x + normal[1] * y <= reach);

const halfRoot3 = Math.sqrt(3) / 2;
const sixSides: readonly (readonly [number, number])[] = [
  [0, 1],
  [0, -1],
  [halfRoot3, 0.5],
  [halfRoot3, -0.5],
  [-halfRoot3, 0.5],
  [-halfRoot3, -0.5],
];
const threeUp = polygon([[0, 1], sixSides[3]!, sixSides[5]!], 0.5);
const threeDown: Inside = (x, y) => threeUp(x, -y);

/** The names of shapes, which captions use too, and are the classes of scenes. */
export const shapeNames = [
  'circle',
  'square',
  'triangle',
  'hexagon',
  'star',
  'cross',
  'ring',
  'crescent',
  'heart',
  'bolt',
  'arch',
  'bars',
] as const;

export type ShapeName = (typeof shapeNames)[number];

export const shapes: Readonly<Record<ShapeName, Inside>> = {
  circle: (x, y) => x * x + y * y <= 0.81,
  square: (x, y) => Math.abs(x) <= diagonal && Math.abs(y) <= diagonal,
  triangle: threeUp,
  hexagon: polygon(sixSides, 0.82),
  star: (x, y) => threeUp(x, y) || threeDown(x, y),
  cross: (x, y) => Math.min(Math.abs(x), Math.abs(y)) <= 0.3 && Math.max(Math.abs(x), Math.abs(y)) <= 0.9,
  ring: (x, y) => {
    const square = x * x + y * y;
    return square <= 0.9 && square >= 0.25;
  },
  crescent: (x, y) => x * x + y * y <= 0.9 && (x - 0.45) * (x - 0.45) + y * y >= 0.5,
  heart: (x, y) => {
    const a = x * 1.2;
    const b = 0.25 - y * 1.2;
    const rest = a * a + b * b - 1;
    return rest * rest * rest - a * a * b * b * b <= 0;
  },
  bolt: (x, y) => {
    const upper = y >= -0.9 && y <= 0.15 && Math.abs(x - 0.3 + 0.55 * (y + 0.9)) <= 0.26;
    return upper || (y >= -0.15 && y <= 0.9 && Math.abs(x - 0.28 + 0.55 * (y + 0.15)) <= 0.26);
  },
  arch: (x, y) => {
    const top = x * x + (y + 0.1) * (y + 0.1);
    const inTop = y < -0.1 && top <= 0.64 && top >= 0.16;
    return inTop || (y >= -0.1 && y <= 0.8 && Math.abs(x) <= 0.8 && Math.abs(x) >= 0.4);
  },
  bars: (x, y) =>
    Math.abs(y) <= 0.75 && (Math.abs(x) <= 0.15 || (Math.abs(x) >= 0.42 && Math.abs(x) <= 0.72)),
};
