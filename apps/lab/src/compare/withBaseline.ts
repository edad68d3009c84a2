import type { MeasureName } from '../measure/measures.ts';
import { against } from './against.ts';
import { answerOf } from './answerOf.ts';
import type { Result, Row, RowResult } from './result.ts';
import { rowNamed } from './rowNamed.ts';

/** The same run, compared with another of its poolings. */
export function withBaseline(result: Result, baseline: string): Result {
  const base = rowNamed(result.rows, baseline);
  const rows = result.rows.map((row): Row => ({ ...row, results: comparedRow(result, row, base) }));
  const changed = { ...result, baseline, rows };
  return { ...changed, answer: answerOf(changed) };
}

/** The results of a row, with their differences to those of the baseline. */
function comparedRow(
  {
    measures,
    images,
    settings,
  }: Pick<Result, 'measures' | 'settings'> & { images: { labels: readonly string[] } },
  row: Pick<Row, 'name' | 'results'>,
  base: Pick<Row, 'name' | 'results'>,
): Row['results'] {
  const results = measures.map((measure: MeasureName): readonly [MeasureName, RowResult] => {
    const { mean, each, seeds } = row.results[measure]!;
    const own = { mean, each, ...(seeds !== undefined && { seeds }) };
    if (row.name === base.name) return [measure, own];
    const other = base.results[measure]!;
    const trained = seeds && other.seeds && { a: seeds, b: other.seeds };
    return [measure, { ...own, against: against(each, other.each, images.labels, settings, trained) }];
  });
  return Object.fromEntries(results);
}
