import type { Random } from '@ggem/train';
import { IMAGE_SIZE } from './mnist.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
/** Half the side, in pixels: the centre that images turn around. */
const CENTRE = (IMAGE_SIZE - 1) / 2;
/** Share of images left as they are. */
const UNTOUCHED = 0.15;
const ROTATION = (15 * Math.PI) / 180;
const SHEAR = 0.2;
const SCALE = 0.15;
/** In pixels. */
const TRANSLATION = 1.5;
const THICKEN = 0.7;
const THIN = 0.4;

/**
 * A randomly turned, sheared, scaled, moved and thickened or thinned copy of an image with ink 0..1.
 *
 * Digits drawn with a mouse or a finger vary in just these ways from MNIST's, whatever normalizeDigit evens out.
 */
export function augment(pixels: Float32Array, next: Random): Float32Array {
  if (next() < UNTOUCHED) return pixels;
  const target = warp(pixels, next);
  const weight = next();
  if (weight < 0.5) blendNeighbours(target, { to: 'largest', amount: 2 * weight * THICKEN });
  else if (weight < 0.75) blendNeighbours(target, { to: 'smallest', amount: 4 * (weight - 0.5) * THIN });
  return target;
}

/** The image with a border of paper two pixels wide, so that sampling needs no test for the edge. */
const padded = new Float32Array((IMAGE_SIZE + 4) ** 2);
const STRIDE = IMAGE_SIZE + 4;

/** Samples the image through a random affine map, bilinearly; outside is paper. */
function warp(pixels: Float32Array, next: Random): Float32Array {
  const target = new Float32Array(PIXELS);
  let at = 0;
  const spread = (range: number): number => (2 * next() - 1) * range;
  const angle = spread(ROTATION);
  const shear = spread(SHEAR);
  const sx = 1 + spread(SCALE);
  const sy = sx * (1 + spread(SCALE / 2));
  const dx = spread(TRANSLATION);
  const dy = spread(TRANSLATION);
  // Target to source: move back, turn, shear, scale.
  const xx = Math.cos(angle) / sx;
  const xy = Math.sin(angle) / sx + shear;
  const yx = -Math.sin(angle) / sy;
  const yy = Math.cos(angle) / sy;
  for (let y = 0; y < IMAGE_SIZE; y++) {
    for (let x = 0; x < IMAGE_SIZE; x++) padded[(y + 2) * STRIDE + x + 2] = pixels[y * IMAGE_SIZE + x]!;
  }
  for (let y = 0; y < IMAGE_SIZE; y++) {
    const v = y - CENTRE - dy;
    for (let x = 0; x < IMAGE_SIZE; x++) {
      const u = x - CENTRE - dx;
      target[at++] = sample(CENTRE + xx * u + xy * v, CENTRE + yx * u + yy * v);
    }
  }
  return target;
}

/** Bilinear value of the padded image at this place of the unpadded one. */
function sample(x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < -1 || top < -1 || left >= IMAGE_SIZE || top >= IMAGE_SIZE) return 0;
  const i = (top + 2) * STRIDE + left + 2;
  const fx = x - left;
  const fy = y - top;
  const upper = padded[i]! * (1 - fx) + padded[i + 1]! * fx;
  const lower = padded[i + STRIDE]! * (1 - fx) + padded[i + STRIDE + 1]! * fx;
  return upper * (1 - fy) + lower * fy;
}

const scratch = new Float32Array(PIXELS);

/** Moves every pixel towards the largest (thicker strokes) or smallest (thinner) of itself and its four neighbours. */
function blendNeighbours(
  target: Float32Array,
  { to, amount }: { readonly to: 'largest' | 'smallest'; readonly amount: number },
): void {
  scratch.set(target);
  for (let y = 1; y < IMAGE_SIZE - 1; y++) {
    for (let x = 1; x < IMAGE_SIZE - 1; x++) {
      const i = y * IMAGE_SIZE + x;
      const [left, right, up, down] = [
        scratch[i - 1]!,
        scratch[i + 1]!,
        scratch[i - IMAGE_SIZE]!,
        scratch[i + IMAGE_SIZE]!,
      ];
      const own = scratch[i]!;
      const furthest = to === 'largest' ? Math.max : Math.min;
      const extreme = furthest(own, left, right, up, down);
      target[i] = own + amount * (extreme - own);
    }
  }
}
