import type { Resample } from '../preprocessing/preprocessing.ts';

/** The weight of a pixel at distance x; from the distance `reach` on, the weight is 0. */
export interface Filter {
  readonly reach: number;
  readonly weight: (x: number) => number;
}

/** The filters of Pillow. `nearest` is no filter: it takes a pixel as it is. */
export const filters: Readonly<Record<Exclude<Resample, 'nearest'>, Filter>> = {
  box: { reach: 0.5, weight: (x) => Number(x > -0.5 && x <= 0.5) },
  bilinear: { reach: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: {
    reach: 1,
    weight: (x) => (Math.abs(x) < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x)) : 0),
  },
  bicubic: { reach: 2, weight: (x) => cubic(Math.abs(x)) },
  lanczos: { reach: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** Keys' cubic convolution with a = -1/2. */
function cubic(x: number): number {
  const a = -0.5;
  if (x < 1) return (a + 2) * x ** 3 - (a + 3) * x ** 2 + 1;
  return x < 2 ? a * (x ** 3 - 5 * x ** 2 + 8 * x - 4) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
