import { nameOf } from '../contender.ts';
import type { Row } from '../run/row.ts';
import { ratios } from './ratios.ts';

/** The rows of one measure as lines of text, fastest first. */
export function table(rows: readonly Row[]): string {
  const sorted = [...rows].sort((a, b) => a.medianMs - b.medianMs);
  const counted = rows.some(({ programs }) => programs !== undefined);
  const head = ['', 'ms', '±', 'naive ÷', '× copy', ...(counted ? ['programs'] : [])];
  const body = sorted.map((row) => {
    const { toNaive, toCopy } = ratios(row, rows);
    return [
      nameOf(row),
      short(row.medianMs),
      short(row.spreadMs),
      toNaive === undefined ? '' : short(toNaive),
      toCopy === undefined ? '' : short(toCopy),
      ...(counted ? [row.programs === undefined ? '' : String(row.programs)] : []),
    ];
  });
  return columns([head, ...body]);
}

/** Lines of aligned cells: the first column to the left, numbers to the right. */
export function columns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((cells) => cells[column]!.length)));
  return lines
    .map((cells) =>
      cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
    )
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}

/** A number rounded to three digits. */
export function short(value: number): string {
  if (value === 0) return '0';
  if (value >= 100) return String(Math.round(value));
  return value < 0.01
    ? value.toPrecision(1)
    : value
        .toPrecision(3)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '');
}
