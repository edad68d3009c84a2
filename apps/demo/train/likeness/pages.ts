import { normal, type Random } from '@ggem/train';
import type { Drawing, PenPoint } from '../../src/stroke.ts';

/** A drawing that is no digit, from random numbers. */
export type Page = (next: Random) => Drawing;

/** One to four pen dots anywhere on the page. */
export const dots: Page = (next) =>
  Array.from({ length: 1 + Math.floor(4 * next()) }, () => [
    point(0.15 + 0.7 * next(), 0.15 + 0.7 * next(), 0.3 + 0.6 * next()),
  ]);

/** A line across, at most 20° from level: a one stands. */
export const dashes: Page = (next) => {
  const angle = ((2 * next() - 1) * Math.PI) / 9;
  const half = 0.1 + 0.3 * next();
  return [[-half, 0, half].map((at) => point(0.5 + at * Math.cos(angle), 0.5 + at * Math.sin(angle)))];
};

/**
 * One to three strokes whose direction wanders: 80 to 160 steps of 3 % of the page, each turned from the one before by a
 * normal angle, and back to the middle at an edge. What crosses itself so often is no digit.
 */
export const scribbles: Page = (next) => {
  const strokes = 1 + Math.floor(3 * next());
  const curl = 0.25 + 0.75 * next();
  const steps = Math.round((80 + 80 * next()) / strokes);
  return Array.from({ length: strokes }, () => {
    let [x, y, angle, turn] = [0.2 + 0.6 * next(), 0.2 + 0.6 * next(), 2 * Math.PI * next(), 0];
    return Array.from({ length: steps }, () => {
      turn = 0.7 * turn + curl * 0.7 * normal(next);
      angle += turn;
      x += 0.03 * Math.cos(angle);
      y += 0.03 * Math.sin(angle);
      if (x < 0.1 || x > 0.9 || y < 0.1 || y > 0.9) angle = Math.atan2(0.5 - y, 0.5 - x);
      return point(x, y);
    });
  });
};

type Lines = readonly (readonly (readonly [number, number])[])[];

/** Letters that look like no digit, as strokes in a square of 100. */
// biome-ignore format: one stroke reads better as one run of points
const letters: Readonly<Record<string, Lines>> = {
  A: [[[20, 85], [50, 15], [80, 85]], [[32, 60], [68, 60]]],
  E: [[[75, 15], [25, 15], [25, 85], [75, 85]], [[25, 50], [65, 50]]],
  F: [[[75, 15], [28, 15], [28, 88]], [[28, 48], [65, 48]]],
  H: [[[25, 15], [25, 85]], [[75, 15], [75, 85]], [[25, 50], [75, 50]]],
  K: [[[28, 12], [28, 88]], [[75, 15], [28, 52], [78, 86]]],
  M: [[[15, 85], [22, 15], [50, 65], [78, 15], [85, 85]]],
  N: [[[24, 86], [24, 14], [76, 86], [76, 14]]],
  W: [[[12, 15], [30, 85], [50, 35], [70, 85], [88, 15]]],
  X: [[[20, 15], [80, 85]], [[80, 15], [20, 85]]],
  k: [[[30, 10], [30, 88]], [[68, 45], [30, 66], [72, 88]]],
  m: [[[12, 85], [12, 45]], [[12, 55], [30, 42], [46, 52], [47, 85]], [[47, 55], [65, 42], [82, 52], [84, 85]]],
  '#': [[[38, 12], [30, 88]], [[68, 12], [60, 88]], [[15, 36], [86, 36]], [[12, 64], [84, 64]]],
};

/** Letters drawn with the pen of the page: each point moved a little, the whole turned, sheared and stretched. */
export function penLetters(names: readonly string[]): Page {
  return (next) => {
    const lines = letters[names[Math.floor(next() * names.length)]!]!;
    const [turn, shear] = [0.12 * normal(next), 0.15 * normal(next)];
    const [wide, high] = [0.8 + 0.3 * next(), 0.8 + 0.3 * next()];
    return lines.map((line) =>
      line.map(([x, y]) => {
        const [a, b] = [(x - 50 + 2 * normal(next)) * wide, (y - 50 + 2 * normal(next)) * high];
        const c = a + shear * b;
        const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
        return point(0.5 + (0.8 * (cos * c - sin * b)) / 100, 0.5 + (0.8 * (sin * c + cos * b)) / 100);
      }),
    );
  };
}

function point(x: number, y: number, pressure = 0.5): PenPoint {
  return { x, y, pressure };
}
