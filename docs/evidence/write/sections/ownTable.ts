import type { Cell } from '../cells.ts';
import { whereOf } from '../effects.ts';
import { markdownTable } from '../markdownTable.ts';
import { meanOf } from '../outcome.ts';
import { percent, poolingName, unbroken } from '../words.ts';

/** What was measured here: a row for each pooling, a column for each cell; below a mean, what each seed gave. */
export function ownTable(cells: readonly Cell[]): string {
  const names = new Map(cells.flatMap(({ rows }) => rows.map(({ key, name }) => [key, name])));
  const rows = [...names].map(([key, name]) => [
    unbroken(nameOf(key, name)),
    ...cells.map((cell) => {
      const row = cell.rows.find((one) => one.key === key);
      if (row === undefined) return '–';
      const best = Math.max(...cell.rows.map(({ mean }) => mean));
      const mean = row.mean === best ? `**${percent(row.mean)}**` : percent(row.mean);
      if (row.runs.length < 2) return mean;
      return `${mean}<br><small>${row.runs.map((run) => percent(meanOf(run))).join(',\u00a0')}</small>`;
    }),
  ]);
  return markdownTable(['per cent', ...cells.map(whereOf)], rows);
}

/** The paper's name, and what the laboratory says beside it: `GGeM, 3 groups`. */
function nameOf(key: string, name: string): string {
  const known = poolingName(key);
  return name.startsWith(known) || known === key ? name : known;
}
