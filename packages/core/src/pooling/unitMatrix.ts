import { GgemError } from '../errors.ts';

/** The first columns of the unit matrix, row by row: where training starts that is to leave its input as it is. */
export function unitMatrix(of: string, rows: number, columns: number): readonly number[] {
  // What an array of JavaScript holds without trouble.
  if (rows * columns > 2 ** 27) {
    throw new GgemError(
      'value',
      `${of}: training must start from a matrix of at most ${2 ** 27} numbers, but ${rows} by ${columns} came. Take fewer channels, or give the matrix.`,
    );
  }
  return Array.from({ length: rows * columns }, (_, at) => Number(Math.floor(at / columns) === at % columns));
}
