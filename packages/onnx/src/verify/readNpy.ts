import { GgemError, sizeOf } from '@ggem/core';
import { float16Value } from '../float16.ts';
import type { Numbers } from '../run/run.ts';

/** How one number of each type is read. In the file, the byte order stands before the name of the type. */
const readers: Readonly<
  Record<string, readonly [size: number, read: (view: DataView, at: number, little: boolean) => number]>
> = {
  b1: [1, (view, at) => view.getUint8(at)],
  u1: [1, (view, at) => view.getUint8(at)],
  i1: [1, (view, at) => view.getInt8(at)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  f2: [2, (view, at, little) => float16Value(view.getUint16(at, little))],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
};

/**
 * The numbers of a `.npy` file, as `numpy.save` writes them: versions 1 to 3, booleans, whole numbers and floats, row-major.
 * The format: numpy's documentation, `numpy.lib.format`.
 */
export function readNpy(file: string, bytes: Uint8Array): Numbers {
  const fail = (what: string, fix: string): never => {
    throw new GgemError(
      'format',
      `verify: ${file} must be an array that numpy.save wrote, but ${what}. ${fix}`,
    );
  };
  const again = 'Save it again.';
  const magic = '\u0093NUMPY';
  if (bytes.length < 10 || [...magic].some((char, i) => bytes[i] !== char.charCodeAt(0))) {
    fail('it does not begin as one', again);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFirst = bytes[6] === 1;
  if (!isFirst && bytes.length < 12) fail('it ends in its header', again);
  const start = isFirst ? 10 : 12;
  const end = start + (isFirst ? view.getUint16(8, true) : view.getUint32(8, true));
  const header = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 4096)));
  const [, order, kind] = /'descr':\s*'([<>|=]?)(\w+)'/.exec(header) ?? [];
  const [, isFortran] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, dims] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  const reader = readers[kind ?? ''];
  if (end > bytes.length || isFortran === undefined || dims === undefined || kind === undefined) {
    return fail('its header cannot be read', again);
  }
  if (reader === undefined) return fail(`it holds ${kind}`, 'Save numbers or booleans.');
  if (isFortran === 'True') fail('it is stored by columns', 'Save numpy.ascontiguousarray of it.');
  const shape = dims.split(',').flatMap((dim) => (dim.trim() === '' ? [] : [Number(dim)]));
  const count = sizeOf(shape);
  const [size, read] = reader;
  if (count * size !== bytes.length - end) {
    fail(`it has ${bytes.length - end} bytes of numbers for shape [${shape.join(', ')}]`, again);
  }
  const data = new Float64Array(count);
  for (let i = 0; i < count; i++) data[i] = read(view, end + i * size, order !== '>');
  return { data, shape };
}
