/** Side of the grid of tokens. */
export const side = 7;

/** Channels shown, four so that one, two or four groups divide them. */
export const channels = 4;

/** Where a channel answers: bumps `[row, column, height, width]` on the grid, over a floor. */
const bumps: readonly (readonly (readonly [number, number, number, number])[])[] = [
  [[2, 3, 0.95, 1.1]],
  [
    [1.5, 1.5, 0.6, 1],
    [4.5, 4.8, 0.85, 0.9],
  ],
  [[3, 3, 0.7, 2.4]],
  [
    [5.5, 1, 0.9, 0.7],
    [0.5, 5.5, 0.75, 0.8],
    [3, 3, 0.4, 1],
  ],
];

/** Tokens `[1, side², channels]`, made up: all positive, each channel looking at something else. */
export const exampleTokens: {
  readonly shape: readonly [1, number, number];
  readonly data: readonly number[];
} = {
  shape: [1, side ** 2, channels],
  data: Array.from({ length: side ** 2 }, (_, i) =>
    bumps.map((own) => value(Math.floor(i / side), i % side, own)),
  ).flat(),
};

function value(row: number, column: number, own: (typeof bumps)[number]): number {
  // A ripple instead of noise: the same on every machine.
  const floor = 0.08 + 0.05 * Math.sin(2.3 * row + 1.7 * column + own[0]![0]);
  return own.reduce((sum, [r, c, height, width]) => {
    return sum + height * Math.exp(-((row - r) ** 2 + (column - c) ** 2) / (2 * width ** 2));
  }, floor);
}
