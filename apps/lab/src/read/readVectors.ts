import { readBytes } from '../files/readBytes.ts';
import { refuse } from '../refuse.ts';
import { type Rows, readNpy } from './readNpy.ts';

/** Vectors in rows: a .npy file, or JSON, a list of lists of numbers. Throws where a number is not finite. */
export async function readVectors(file: string): Promise<Rows> {
  const read = file.endsWith('.npy') ? await readNpy(file) : rowsOf(file, await readBytes(file));
  const at = read.data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return read;
  return refuse('value', {
    rule: `${file} must hold finite numbers`,
    came: `row ${Math.floor(at / read.shape[1])} has ${read.data[at]}`,
    fix: 'Look for what made it.',
  });
}

function rowsOf(file: string, bytes: Buffer): Rows {
  const rows = parsed(bytes);
  const width = rows?.[0]?.length ?? 0;
  if (rows !== undefined && width > 0 && rows.every((row) => row.length === width)) {
    return { data: Float64Array.from(rows.flat()), shape: [rows.length, width] };
  }
  return refuse('format', {
    rule: `${file} must be a .npy file, or JSON: a list of lists of numbers, each as long as the others`,
    came: 'it is not',
    fix: 'Write a row for each text.',
  });
}

function parsed(bytes: Buffer): readonly (readonly number[])[] | undefined {
  try {
    const rows: unknown = JSON.parse(bytes.toString('utf8'));
    const isRow = (row: unknown): row is readonly number[] =>
      Array.isArray(row) && row.every((one) => typeof one === 'number');
    return Array.isArray(rows) && rows.every(isRow) ? rows : undefined;
  } catch {
    return undefined;
  }
}
