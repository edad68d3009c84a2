import type { Pen } from './pen.ts';

// biome-ignore format: one stroke reads better as one run of points
export const zero: Pen = [
  [[56, 17], [46, 18], [37, 25], [30, 38], [27, 54], [29, 69], [37, 80], [49, 84], [60, 78], [68, 66], [72, 50], [71, 35], [65, 23], [55, 17]],
];

// biome-ignore format: one stroke reads better as one run of points
export const one: Pen = [
  [[55, 16], [53, 32], [50, 50], [48, 67], [45, 84]],
];

// biome-ignore format: one stroke reads better as one run of points
export const oneFlagged: Pen = [
  [[36, 33], [44, 26], [52, 16], [52, 30], [51, 48], [51, 66], [50, 82]],
  [[36, 83], [50, 82], [65, 83]],
];

// biome-ignore format: one stroke reads better as one run of points
export const two: Pen = [
  [[30, 34], [34, 23], [44, 17], [56, 18], [64, 26], [64, 38], [57, 51], [46, 64], [35, 75], [29, 82], [40, 80], [55, 80], [71, 82]],
];

// biome-ignore format: one stroke reads better as one run of points
export const twoLooped: Pen = [
  [[32, 29], [40, 20], [52, 16], [63, 21], [67, 32], [63, 46], [54, 60], [43, 72], [33, 79], [27, 78], [28, 71], [36, 69], [46, 75], [57, 81], [67, 82], [74, 76]],
];
