import { describe, expect, test } from 'vitest';
import { normalizeDigit } from '../src/model/normalizeDigit.ts';

/** Ink 1 in the rectangle from (left, top) to (right, bottom), 0 elsewhere. */
function rectangle(side: number, left: number, top: number, right: number, bottom: number): Float32Array {
  const ink = new Float32Array(side * side);
  for (let y = top; y < bottom; y++) ink.fill(1, y * side + left, y * side + right);
  return ink;
}

function boxOf(image: Float32Array): { left: number; top: number; right: number; bottom: number } {
  const inked = [...image.keys()].filter((i) => image[i]! > 0);
  const columns = inked.map((i) => i % 28);
  const rows = inked.map((i) => Math.floor(i / 28));
  return {
    left: Math.min(...columns),
    right: Math.max(...columns) + 1,
    top: Math.min(...rows),
    bottom: Math.max(...rows) + 1,
  };
}

function centreOf(image: Float32Array): [number, number] {
  let [mass, x, y] = [0, 0, 0];
  image.forEach((value, i) => {
    mass += value;
    x += value * ((i % 28) + 0.5);
    y += value * (Math.floor(i / 28) + 0.5);
  });
  return [x / mass, y / mass];
}

describe('normalizeDigit', () => {
  test('gives nothing for an empty drawing', () => {
    expect(normalizeDigit(new Float32Array(100), 10)).toBeUndefined();
  });

  test('fits the longer side into 20 pixels and keeps the aspect', () => {
    // A rectangle of 40 × 80 pixels shrinks to a quarter, 10 × 20. With its centre on 14.5, its edges are on half pixels.
    const { left, right, top, bottom } = boxOf(normalizeDigit(rectangle(280, 12, 7, 52, 87), 280)!);
    expect([left, right, top, bottom]).toEqual([9, 20, 4, 25]);
  });

  test('covers half a pixel with half the ink', () => {
    const image = normalizeDigit(rectangle(280, 12, 7, 52, 87), 280)!;
    expect(image[14 * 28 + 9]).toBeCloseTo(0.5, 6);
    expect(image[14 * 28 + 10]).toBeCloseTo(1, 6);
  });

  test('puts the centre of mass on pixel (14, 14), wherever and however large the drawing is', () => {
    for (const [side, shift] of [
      [100, 0],
      [280, 31],
      [56, 3],
    ] as const) {
      // An L, whose centre of mass lies to the lower left of the middle of its box.
      const ink = rectangle(side, shift, shift, shift + 8, shift + 40);
      rectangle(side, shift, shift + 32, shift + 24, shift + 40).forEach((value, i) => {
        ink[i] = Math.max(ink[i]!, value);
      });
      const [x, y] = centreOf(normalizeDigit(ink, side)!);
      expect(x).toBeCloseTo(14.5, 4);
      expect(y).toBeCloseTo(14.5, 4);
    }
  });

  test('keeps all ink inside, even where that moves the centre of mass', () => {
    // A heavy foot under a thin pole: with the centre of mass in the middle, the pole would leave the image.
    const ink = rectangle(100, 49, 0, 50, 100);
    rectangle(100, 0, 97, 100, 100).forEach((value, i) => {
      ink[i] = Math.max(ink[i]!, value);
    });
    const { left, top, right, bottom } = boxOf(normalizeDigit(ink, 100)!);
    expect(right - left).toBeLessThanOrEqual(21);
    expect(bottom - top).toBeLessThanOrEqual(21);
    expect(top).toBeGreaterThanOrEqual(0);
  });

  test('makes a single dot a full box', () => {
    const image = normalizeDigit(rectangle(50, 20, 20, 21, 21), 50)!;
    expect(image.reduce((sum, value) => sum + value, 0)).toBeCloseTo(400, 3);
  });

  test('makes the darkest pixel of a faint drawing 1', () => {
    const faint = rectangle(100, 10, 10, 30, 90).map((value) => value * 0.3);
    expect(Math.max(...normalizeDigit(faint, 100)!)).toBeCloseTo(1, 6);
  });

  test('leaves the drawing as it was', () => {
    const ink = rectangle(20, 3, 3, 9, 9);
    const before = ink.slice();
    normalizeDigit(ink, 20);
    expect(ink).toEqual(before);
  });

  test('refuses a drawing that is not square', () => {
    expect(() => normalizeDigit(new Float32Array(12), 4)).toThrow(
      new Error(
        'normalizeDigit: ink must hold side × side values, but it holds 12 and side is 4. Pass the pixels of a square drawing.',
      ),
    );
  });
});
