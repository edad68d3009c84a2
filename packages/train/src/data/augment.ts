import type { Random } from '../optimise/random.ts';

/** How images are changed each time they are seen. */
export interface Augmentation {
  /** Whether half of them are mirrored. Default true. */
  readonly flip?: boolean | undefined;
  /** The smallest share of its area that a random crop keeps; 1 for none. Default 0.35. */
  readonly crop?: number | undefined;
  /** `α` of mixup: pairs are mixed by a share from Beta(α, α). Default 0, none. */
  readonly mixup?: number | undefined;
}

/** An image, changed at random. The same draws of `next` must give the same image, so that a run can go on after a pause. */
export type ChangeImage = (image: Float32Array, next: Random) => Float32Array;

/** A random crop, resized back (bilinear), and perhaps mirrored, of an image `[channels, height, width]`. */
export function augment(
  image: Float32Array,
  [channels, height, width]: readonly [number, number, number],
  { flip = true, crop = 0.35 }: Augmentation,
  next: Random,
): Float32Array {
  const area = crop + (1 - crop) * next();
  // Sides from 3:4 to 4:3, as usual, but never outside; the whole image has its own.
  const drawn = Math.exp((2 * next() - 1) * Math.log(4 / 3));
  const ratio = crop < 1 ? drawn : 1;
  const tall = Math.min(1, Math.sqrt(area / ratio));
  const wide = Math.min(1, Math.sqrt(area * ratio));
  const [top, left] = [next() * (1 - tall) * height, next() * (1 - wide) * width];
  const isMirrored = flip && next() < 0.5;
  const rows = places(height, top, tall);
  const columns = places(width, left, wide);
  const result = new Float32Array(image.length);
  for (let c = 0; c < channels; c++) {
    const plane = c * height * width;
    for (let y = 0; y < height; y++) {
      const { low, high, share } = rows[y]!;
      for (let x = 0; x < width; x++) {
        const at = columns[isMirrored ? width - 1 - x : x]!;
        const upper = between(image, plane + low * width, at);
        const lower = between(image, plane + high * width, at);
        result[plane + y * width + x] = upper + (lower - upper) * share;
      }
    }
  }
  return result;
}

/** Between which two rows a place lies, and how far. */
interface Place {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

function places(length: number, start: number, scale: number): readonly Place[] {
  return Array.from({ length }, (_, i) => {
    const at = Math.min(Math.max(start + (i + 0.5) * scale - 0.5, 0), length - 1);
    const low = Math.floor(at);
    return { low, high: Math.min(low + 1, length - 1), share: at - low };
  });
}

function between(image: Float32Array, row: number, { low, high, share }: Place): number {
  const first = image[row + low]!;
  return first + (image[row + high]! - first) * share;
}
