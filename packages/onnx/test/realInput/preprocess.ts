/** Pixels of a photograph, four bytes each: red, green, blue and something else. */
export interface Pixels {
  readonly data: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

const side = 224;
const crop = 0.9;

/** What the model takes, `[n, 3, 224, 224]` in -1..1: the middle of each photograph, scaled by bilinear interpolation. */
export function preprocess(photographs: readonly Pixels[]): { data: Float32Array; shape: readonly number[] } {
  const data = new Float32Array(photographs.length * 3 * side * side);
  photographs.forEach((photograph, i) => {
    scaleMiddle(photograph, data.subarray(i * 3 * side * side, (i + 1) * 3 * side * side));
  });
  return { data, shape: [photographs.length, 3, side, side] };
}

function scaleMiddle({ data, width, height }: Pixels, into: Float32Array): void {
  const span = crop * Math.min(width, height);
  const step = span / side;
  const clamp = (at: number, size: number) => Math.min(Math.max(at, 0), size - 1);
  for (let row = 0; row < side; row++) {
    const y = (height - span) / 2 + (row + 0.5) * step - 0.5;
    const [top, bottom] = [clamp(Math.floor(y), height), clamp(Math.floor(y) + 1, height)];
    for (let column = 0; column < side; column++) {
      const x = (width - span) / 2 + (column + 0.5) * step - 0.5;
      const [left, right] = [clamp(Math.floor(x), width), clamp(Math.floor(x) + 1, width)];
      for (let channel = 0; channel < 3; channel++) {
        const at = (v: number, u: number) => data[(v * width + u) * 4 + channel]!;
        const [dx, dy] = [x - Math.floor(x), y - Math.floor(y)];
        const above = at(top, left) * (1 - dx) + at(top, right) * dx;
        const below = at(bottom, left) * (1 - dx) + at(bottom, right) * dx;
        into[(channel * side + row) * side + column] = (above * (1 - dy) + below * dy) / 127.5 - 1;
      }
    }
  }
}
