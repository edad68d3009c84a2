import { describe, expect, it } from 'vitest';
import { augment } from '../src/data/augment.ts';
import { random } from '../src/optimise/random.ts';

const image = Float32Array.from({ length: 3 * 4 * 5 }, (_, i) => Math.sin(i));
const shape = [3, 4, 5] as const;

describe('augment', () => {
  it('keeps the whole image where no crop is wanted', () => {
    for (let seed = 0; seed < 20; seed++) {
      expect(augment(image, shape, { crop: 1, flip: false }, random(seed))).toEqual(image);
    }
  });
  it('mirrors half of the images, or none', () => {
    const mirrored = image.map((_, i) => image[i - (i % 5) + 4 - (i % 5)]!);
    const all = Array.from({ length: 200 }, (_, seed) => augment(image, shape, { crop: 1 }, random(seed)));
    const turned = all.filter((one) => one[0] === mirrored[0]);
    for (const one of turned) expect(one).toEqual(mirrored);
    // 100 of 200 by chance, give or take four deviations of 7.
    expect(Math.abs(turned.length - 100)).toBeLessThan(29);
  });
});
