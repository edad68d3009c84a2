type Strokes = readonly (readonly (readonly [number, number])[])[];

/** What a person may draw that is no digit. */
// biome-ignore format: one stroke reads better as one run of points
export const notDigits: Readonly<Record<string, Strokes>> = {
  'a dot': [[[48, 52], [48, 53]]],
  'a scribble': [[[20, 30], [80, 34], [24, 44], [78, 50], [22, 58], [76, 66], [30, 74], [70, 24], [40, 80], [30, 22], [60, 84], [52, 18]]],
  'the letter W': [[[14, 20], [32, 82], [50, 40], [68, 82], [86, 20]]],
  'the letter A': [[[22, 86], [50, 14], [78, 86]], [[34, 60], [66, 60]]],
};

/**
 * Digits as someone else would draw them: other sizes, places and slants than the samples of the page, and straighter
 * strokes.
 */
// biome-ignore format: one stroke reads better as one run of points
export const drawnDigits: readonly Strokes[] = [
  [[[50, 20], [34, 28], [27, 50], [33, 72], [50, 80], [67, 72], [74, 50], [67, 28], [52, 20]]],
  [[[50, 12], [50, 88]]],
  [[[25, 32], [35, 17], [55, 13], [68, 24], [66, 42], [48, 62], [26, 84], [48, 84], [76, 83]]],
  [[[28, 20], [50, 12], [68, 22], [64, 38], [46, 47], [68, 56], [72, 74], [54, 88], [28, 82]]],
  [[[32, 14], [24, 56], [78, 54]], [[62, 30], [60, 90]]],
  [[[70, 14], [36, 15], [33, 46], [52, 42], [70, 54], [68, 76], [48, 88], [26, 80]]],
  [[[64, 12], [42, 30], [30, 58], [36, 80], [54, 86], [70, 74], [66, 58], [50, 54], [34, 66]]],
  [[[24, 18], [76, 16], [58, 50], [46, 88]]],
  [[[66, 22], [50, 12], [36, 24], [44, 42], [62, 58], [66, 76], [50, 88], [34, 76], [40, 58], [58, 42], [66, 24]]],
  [[[68, 30], [52, 14], [34, 24], [36, 44], [54, 50], [68, 34], [66, 60], [62, 90]]],
];
