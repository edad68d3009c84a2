import type { RgbImage } from '../src/index.ts';
import pipelines from './data/pipelines.json?raw';
import resize from './data/resize.json?raw';

type Sides = readonly [width: number, height: number];

export interface PixelCase {
  readonly id: string;
  readonly from: Sides;
  readonly to: Sides;
  readonly pixels: string;
}

/** Cases of a file of expected values; `origin` there says what computed them. */
export function expectedCases<C extends PixelCase>(file: 'pipelines' | 'resize'): readonly C[] {
  const { cases } = JSON.parse(file === 'resize' ? resize : pipelines) as { readonly cases: readonly C[] };
  return cases;
}

/** The picture that the expected values are of: smooth and noisy places, and edges. */
export function picture([width, height]: Sides): RgbImage {
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const [x, y, c] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3];
    return (x * 37 + y * 101 + c * 59 + x * y * 7 + Math.floor(x / 8) * 64) % 256;
  });
  return { width, height, data };
}

export function bytesOf({ pixels }: PixelCase): readonly number[] {
  return Array.from(atob(pixels), (letter) => letter.charCodeAt(0));
}
