/** A dense float64 tensor of rank 3, `[batch, tokens, channels]` in row-major order. */
export interface FloatArray {
  readonly shape: readonly [batch: number, tokens: number, channels: number];
  readonly data: Float64Array;
}

type Shape = FloatArray['shape'];

/** A tensor whose entry at `(b, n, c)` is `value(b, n, c)`. */
export function build(shape: Shape, value: (b: number, n: number, c: number) => number): FloatArray {
  const [batch, tokens, channels] = shape;
  const data = new Float64Array(batch * tokens * channels);
  let i = 0;
  for (let b = 0; b < batch; b++) {
    for (let n = 0; n < tokens; n++) {
      for (let c = 0; c < channels; c++) data[i++] = value(b, n, c);
    }
  }
  return { shape, data };
}

/** Reads a tensor as if it were repeated along its axes of length 1; a number reads the same everywhere. */
export function reader(x: FloatArray | number): (b: number, n: number, c: number) => number {
  if (typeof x === 'number') return () => x;
  const { data, shape } = x;
  const [batch, tokens, channels] = shape;
  const perBatch = batch === 1 ? 0 : tokens * channels;
  const perToken = tokens === 1 ? 0 : channels;
  const perChannel = channels === 1 ? 0 : 1;
  return (b, n, c) => data[b * perBatch + n * perToken + c * perChannel]!;
}

/** The shape that tensors broadcast to; numbers have none. */
export function commonShape(...operands: readonly (FloatArray | number)[]): Shape {
  const shapes = operands.flatMap((x) => (typeof x === 'number' ? [] : [x.shape]));
  const axis = (i: 0 | 1 | 2): number => {
    const lengths = shapes.map((shape) => shape[i]);
    const length = lengths.find((n) => n !== 1) ?? 1;
    if (lengths.some((n) => n !== 1 && n !== length)) {
      throw new TypeError(
        `reference: shapes ${shapes.map((s) => `[${s.join(', ')}]`).join(' and ')} do not broadcast.`,
      );
    }
    return length;
  };
  return [axis(0), axis(1), axis(2)];
}
