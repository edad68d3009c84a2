import { float16Value } from '@ggem/core';
import { readBytes } from '../files/readBytes.ts';
import { refuse } from '../refuse.ts';

/** Numbers in rows. */
export interface Rows {
  readonly data: Float32Array | Float64Array;
  readonly shape: readonly [rows: number, columns: number];
}

const readers: Readonly<
  Record<string, readonly [bytes: number, read: (view: DataView, at: number) => number]>
> = {
  '<f2': [2, (view, at) => float16Value(view.getUint16(at, true))],
  '<f4': [4, (view, at) => view.getFloat32(at, true)],
  '<f8': [8, (view, at) => view.getFloat64(at, true)],
};

/** A matrix of a .npy file as `numpy.save` writes it: float16, float32 or float64, row by row. */
export async function readNpy(file: string): Promise<Rows> {
  const bytes = await readBytes(file);
  const fail = (came: string): never =>
    refuse('format', {
      rule: `${file} must be a .npy file of a matrix of floats, [rows, columns]`,
      came,
      fix: "Write it with numpy.save(file, matrix.astype('float32')).",
    });
  if (bytes.length < 12 || bytes.toString('latin1', 0, 6) !== '\x93NUMPY') return fail('it is none');
  const isOld = bytes[6] === 1;
  const begin = isOld ? 10 : 12;
  const end = begin + (isOld ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  const header = bytes.toString('latin1', begin, end);
  const [, type = ''] = /'descr':\s*'([^']*)'/.exec(header) ?? [];
  const [, shown = ''] = /'shape':\s*\(([^)]*)\)/.exec(header) ?? [];
  const [rows = 0, columns = 0, more] = shown
    .split(',')
    .filter((one) => one.trim() !== '')
    .map(Number);
  const reader = readers[type];
  if (reader === undefined) return fail(`its numbers are ${JSON.stringify(type)}`);
  if (/'fortran_order':\s*True/.test(header)) return fail('it is column by column');
  if (!(rows > 0 && columns > 0) || more !== undefined) return fail(`its shape is (${shown})`);
  const [size, read] = reader;
  if (bytes.length - end !== rows * columns * size) return fail(`it is cut off or too long`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + end);
  const data = Float64Array.from({ length: rows * columns }, (_, i) => read(view, i * size));
  return { data, shape: [rows, columns] };
}
