import { markdownTable } from '../markdownTable.ts';
import { type PaperTable, paper, paperPoolings, paperTable } from '../paper.ts';
import { measureName, placeName, unbroken } from '../words.ts';

/** A table of the paper, the best of each column in bold. */
export function paperSection(name: string): string {
  const table = paperTable(name);
  const head = ['per cent', ...table.columns.map((column) => titleOf(table, column))];
  const rows = paperPoolings
    .filter((pooling) => table.values[pooling].some((value) => value !== null))
    .map((pooling) => [
      unbroken(paper.poolings[pooling]),
      ...table.values[pooling].map((value, i) => cellOf(value, bestOf(table, i))),
    ]);
  return `${table.label} of the paper. ${table.about}.\n\n${markdownTable(head, rows)}`;
}

/** What tells a column from the others: where, how it was measured, or both. */
function titleOf({ columns }: PaperTable, { where, measure }: PaperTable['columns'][number]): string {
  const measures = new Set(columns.map((column) => column.measure));
  return measures.size === 1 ? placeName(where) : `${placeName(where)}, ${measureName(measure)}`;
}

function bestOf({ values }: PaperTable, column: number): number {
  return Math.max(...paperPoolings.map((pooling) => values[pooling][column] ?? Number.NEGATIVE_INFINITY));
}

function cellOf(value: number | null, best: number): string {
  if (value === null) return '';
  return value === best ? `**${value.toFixed(1)}**` : value.toFixed(1);
}
