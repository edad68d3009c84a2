import { nameOf } from '../contender.ts';
import { titleOf } from '../run/measureAll.ts';
import type { Row } from '../run/row.ts';
import { columns, short } from './table.ts';

/** The peak of memory beyond the inputs: a line for each contender, a column for each measure. Empty if none was measured. */
export function memoryTable(rows: readonly Row[]): string {
  const measured = rows.filter(({ peakMiB }) => peakMiB !== undefined);
  if (measured.length === 0) return '';
  const titles = [...new Set(measured.map((row) => titleOf(row)))];
  const names = [...new Set(measured.map(nameOf))];
  const lines = names.map((name) => {
    const own = measured.filter((row) => nameOf(row) === name);
    const peaks = titles.map((title) => own.find((row) => titleOf(row) === title)?.peakMiB);
    return [name, ...peaks.map((peak) => (peak === undefined ? '' : short(Math.round(peak * 10) / 10)))];
  });
  return `Memory at peak beyond the inputs, MiB\n${columns([['', ...titles], ...lines])}`;
}
