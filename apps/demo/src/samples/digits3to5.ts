import type { Pen } from './pen.ts';

// biome-ignore format: one stroke reads better as one run of points
export const three: Pen = [
  [[33, 24], [42, 17], [54, 17], [63, 24], [63, 35], [55, 44], [45, 48], [57, 51], [66, 59], [67, 70], [59, 80], [46, 84], [35, 80], [29, 73]],
];

// biome-ignore format: one stroke reads better as one run of points
export const four: Pen = [
  [[36, 18], [33, 32], [29, 46], [30, 54], [42, 55], [56, 53], [70, 51]],
  [[64, 22], [62, 40], [60, 58], [58, 72], [56, 85]],
];

// biome-ignore format: one stroke reads better as one run of points
export const fourClosed: Pen = [
  [[60, 85], [60, 68], [61, 50], [61, 34], [60, 17], [50, 30], [39, 44], [28, 58], [40, 60], [56, 60], [74, 59]],
];

// biome-ignore format: one stroke reads better as one run of points
export const five: Pen = [
  [[41, 19], [39, 30], [37, 43], [46, 40], [57, 42], [65, 50], [67, 62], [62, 74], [52, 82], [40, 83], [30, 77]],
  [[41, 19], [54, 18], [69, 16]],
];
