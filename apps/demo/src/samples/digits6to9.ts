import type { Pen } from './pen.ts';

// biome-ignore format: one stroke reads better as one run of points
export const six: Pen = [
  [[60, 16], [49, 24], [40, 36], [34, 50], [32, 64], [36, 76], [46, 83], [57, 82], [66, 74], [67, 63], [60, 54], [50, 52], [40, 57], [34, 66]],
];

// biome-ignore format: one stroke reads better as one run of points
export const seven: Pen = [
  [[29, 22], [42, 20], [56, 19], [70, 18], [64, 31], [56, 46], [50, 61], [45, 74], [42, 85]],
];

// biome-ignore format: one stroke reads better as one run of points
export const sevenBarred: Pen = [
  [[29, 20], [42, 20], [55, 20], [69, 18], [62, 33], [55, 49], [49, 66], [45, 84]],
  [[37, 53], [50, 51], [65, 50]],
];

// biome-ignore format: one stroke reads better as one run of points
export const eight: Pen = [
  [[63, 24], [54, 17], [43, 18], [36, 26], [38, 37], [48, 46], [59, 55], [66, 66], [62, 78], [50, 84], [38, 80], [33, 70], [38, 58], [49, 48], [60, 38], [65, 28], [61, 21]],
];

// biome-ignore format: one stroke reads better as one run of points
export const nine: Pen = [
  [[65, 27], [56, 18], [44, 19], [35, 29], [34, 41], [41, 50], [52, 50], [62, 42], [66, 30], [65, 44], [62, 59], [58, 73], [53, 85]],
];
