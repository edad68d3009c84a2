import { sizeOf } from '@ggem/core';

/** Numbers that are known without running the model. */
export interface Folded {
  readonly dims: readonly number[];
  readonly data: readonly number[];
}

/** As many equal numbers as a shape has; `undefined` where these are more than `most`. */
export function filled(
  shape: readonly number[],
  value: number | undefined,
  most: number,
): Folded | undefined {
  const size = sizeOf(shape);
  if (value === undefined || !(size >= 0 && size <= most) || shape.length > 8) return undefined;
  return { dims: shape, data: new Array<number>(size).fill(value) };
}

/** Numbers in a new order: how far apart they lie along each axis of `dims`, and where the first lies. */
export function strided(
  { data }: Folded,
  dims: readonly number[],
  steps: readonly number[],
  most: number,
  start = 0,
): Folded | undefined {
  const shape = filled(dims, 0, most);
  if (shape === undefined) return undefined;
  const to = shape.data as number[];
  const index = dims.map(() => 0);
  for (let i = 0, from = start; i < to.length; i++) {
    to[i] = data[from]!;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      index[axis]!++;
      if (index[axis]! < dims[axis]!) break;
      from -= steps[axis]! * dims[axis]!;
      index[axis] = 0;
    }
  }
  return shape;
}

/** How far apart numbers lie along each axis. */
export function stepsOf(dims: readonly number[]): readonly number[] {
  return dims.map((_, axis) => sizeOf(dims.slice(axis + 1)));
}

/** The common shape of two operands; `undefined` where there is none. */
export function commonDims(a: readonly number[], b: readonly number[]): readonly number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const [left, right] = [padded(a, rank), padded(b, rank)];
  const dims = left.map((dim, i) => (dim === 1 ? right[i]! : dim));
  const fits = dims.every((dim, i) => [dim, 1].includes(left[i]!) && [dim, 1].includes(right[i]!));
  return fits ? dims : undefined;
}

/** The same numbers, repeated along axes of length 1. */
export function expanded(x: Folded, dims: readonly number[], most: number): Folded | undefined {
  const own = padded(x.dims, dims.length);
  const steps = stepsOf(own).map((step, i) => (own[i] === 1 ? 0 : step));
  return strided(x, dims, steps, most);
}

function padded(dims: readonly number[], rank: number): readonly number[] {
  return [...new Array<number>(rank - dims.length).fill(1), ...dims];
}
