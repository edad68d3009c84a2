import { alignedRows } from '../alignedRows.ts';
import { percent, signed, spoken } from '../compare/answerOf.ts';
import { trainedColumns } from './trainedColumns.ts';
import type { TrainedMeasure, TrainedResult } from './trainedResult.ts';

/** What came out, in lines: a table in per cent, or one for each measure, the answers, the warnings. */
export function trainedTable(result: TrainedResult): readonly string[] {
  const lines = trainedColumns(result).flatMap(({ title, columns }, table) => {
    const head = [
      title === undefined ? 'per cent' : `${title}, per cent`,
      ...columns.map(({ name }) => name),
      'p',
    ];
    const rows = result.groups.flatMap(({ name, rows }) => [
      [name, ...head.slice(1).map(() => '')],
      ...rows.map((row) => [
        `  ${row.name}`,
        ...columns.map(({ of }) => cell(of(row))),
        shownExponents(row.runs.map(({ p }) => p?.after)),
      ]),
    ]);
    return [...(table === 0 ? [] : ['']), ...alignedRows([head, ...rows])];
  });
  const star = `In brackets: points against ${spoken(result.baseline)}; * resolved over images, ** over seeds too.`;
  return [...lines, star, '', ...result.answers, ...result.warnings.map((warning) => `! ${warning}`)];
}

function cell({ mean, against }: TrainedMeasure): string {
  if (against === undefined) return percent(mean);
  const stars = against.images.resolved ? (against.seeds?.resolved ? '**' : '*') : '';
  return `${percent(mean)} (${signed(against.difference)}${stars})`;
}

/** The means over seeds of trained exponents, one a group; empty where there are none. */
export function shownExponents(all: readonly (readonly number[] | undefined)[]): string {
  const known = all.flatMap((one) => (one === undefined ? [] : [one]));
  const means =
    known[0]?.map((_, group) => known.reduce((sum, p) => sum + p[group]!, 0) / known.length) ?? [];
  const shown = means.slice(0, 16).map((one) => one.toFixed(2));
  return means.length > shown.length ? `${shown.join(' ')} ... (${means.length})` : shown.join(' ');
}
