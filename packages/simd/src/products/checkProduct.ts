import { GgemError, show } from '@ggem/core';
import type { MatrixNumbers, ProductCall } from './products.ts';

/** A product of matrices whose lengths fit. */
export interface CheckedProduct<N extends MatrixNumbers> {
  readonly a: N;
  readonly b: N;
  readonly length: number;
  readonly rows: number;
  readonly columns: number;
  readonly into: N;
}

/** Throws a `GgemError` where the arrays of a product do not fit; makes the array for the result where none came. */
export function checkProduct<N extends MatrixNumbers>(call: ProductCall<N>): CheckedProduct<N> {
  const { a, b, length } = call;
  if (!(Number.isInteger(length) && length > 0)) {
    throw new GgemError(
      'shape',
      `timesTransposed: length must be a whole number from 1, but ${show(length)} came. Give the number of columns of a.`,
    );
  }
  const rows = rowsOf('a', a, length);
  const columns = rowsOf('b', b, length);
  const into = call.into ?? emptyLike(a, rows * columns);
  if (into.length !== rows * columns) {
    throw new GgemError(
      'shape',
      `timesTransposed: into must hold ${rows} × ${columns} numbers, but it holds ${into.length}. Leave it out for a new array.`,
    );
  }
  for (const [name, other] of [['b', b] as const, ['into', into] as const]) {
    if (isDouble(other) === isDouble(a)) continue;
    throw new GgemError(
      'value',
      `timesTransposed: ${name} must have the type of a, ${typeOf(a)}, but ${typeOf(other)} came. Convert one of them.`,
    );
  }
  return { a, b, length, rows, columns, into };
}

export function isDouble(numbers: MatrixNumbers): boolean {
  return numbers.BYTES_PER_ELEMENT === 8;
}

function rowsOf(name: string, numbers: MatrixNumbers, length: number): number {
  const kind = typeOf(numbers);
  if (kind !== 'Float32Array' && kind !== 'Float64Array') {
    throw new GgemError(
      'value',
      `timesTransposed: ${name} must be a Float32Array or a Float64Array, but ${show(numbers)} came. Convert it.`,
    );
  }
  const rows = numbers.length / length;
  if (Number.isInteger(rows)) return rows;
  throw new GgemError(
    'shape',
    `timesTransposed: ${name} must hold whole rows of ${length} numbers, but it holds ${numbers.length}. Check length.`,
  );
}

function typeOf(numbers: unknown): string {
  return Object.prototype.toString.call(numbers).slice(8, -1);
}

function emptyLike<N extends MatrixNumbers>(numbers: N, length: number): N {
  return (isDouble(numbers) ? new Float64Array(length) : new Float32Array(length)) as N;
}
