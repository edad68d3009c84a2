import { type NumbersInput, readNumbers } from '@ggem/core/bare';
import { refuse } from './refuse.ts';

/** Numbers in rows, one row an image: arrays in arrays, `{ data, shape }`, or a tensor of onnxruntime or transformers.js. */
export type MatrixInput = NumbersInput;

/** Finite numbers, row by row. */
export interface Matrix {
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** Reads `[rows, columns]`, both at least 1. Throws a `GgemError` where the shape is another or a number is not finite. */
export function readMatrix(operation: string, name: string, input: MatrixInput): Matrix {
  const { data, shape } = readNumbers(operation, name, input, 'real', '[images, channels]');
  const [rows = 0, columns = 0] = shape ?? [];
  if (shape?.length !== 2 || rows < 1 || columns < 1) {
    refuse('shape', operation, {
      rule: `${name} must have shape [images, channels], both at least 1`,
      came: shape ? `[${shape.join(', ')}]` : 'numbers without a shape',
      fix: 'Give { data, shape } or arrays in arrays.',
    });
  }
  return { data: finite(operation, name, data, [rows, columns]), rows, columns };
}

/** The numbers as floats, where there are as many as the shape says and all are finite. */
export function finite(
  operation: string,
  name: string,
  data: ArrayLike<number>,
  shape: readonly number[],
): Float32Array | Float64Array {
  const length = shape.reduce((product, axis) => product * axis, 1);
  if (data.length !== length) {
    refuse('shape', operation, {
      rule: `${name} must hold ${length} numbers for shape [${shape.join(', ')}]`,
      came: `${data.length}`,
      fix: 'Check the shape.',
    });
  }
  const floats =
    data instanceof Float32Array || data instanceof Float64Array ? data : Float64Array.from(data);
  const at = floats.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    const row = Math.floor(at / (length / shape[0]!));
    refuse('value', operation, {
      rule: `${name} must be finite`,
      came: `${floats[at]} in row ${row}`,
      fix: 'Leave that image out, or look for what made it.',
    });
  }
  return floats;
}

/** Throws a `GgemError` where two matrices differ in an axis. */
export function checkSame(
  operation: string,
  axis: 'rows' | 'columns',
  [name, matrix]: readonly [string, Matrix],
  [otherName, other]: readonly [string, Matrix],
): void {
  if (matrix[axis] === other[axis]) return;
  const words = axis === 'rows' ? 'images' : 'channels';
  refuse('shape', operation, {
    rule: `${otherName} must have the ${words} of ${name}, ${matrix[axis]}`,
    came: `${other[axis]}`,
    fix: axis === 'rows' ? 'Give the same images, in the same order.' : 'Embed both in the same way.',
  });
}

/** Columns as rows, in float64. */
export function transposed({ data, rows, columns }: Matrix): Float64Array {
  const turned = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = data[row * columns + column]!;
  }
  return turned;
}
