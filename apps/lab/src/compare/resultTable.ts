import { alignedRows } from '../alignedRows.ts';
import { measures } from '../measure/measures.ts';
import { hasClasses, percent, signed, spoken } from './answerOf.ts';
import type { Result, RowResult } from './result.ts';

/** What came out, in lines: a table in per cent, the answer, the warnings. */
export function resultTable(result: Result): readonly string[] {
  const head = ['per cent', ...result.measures.map((name) => measures[name].name)];
  const rows = result.rows.map(({ name, results }) => [
    name,
    ...result.measures.map((measure) => cell(results[measure]!, hasClasses(result))),
  ]);
  const lines = alignedRows([head, ...rows]);
  const star = `In brackets: points against ${spoken(result.baseline)}; * resolved over images${hasClasses(result) ? ', ** over classes too' : ''}.`;
  return [...lines, star, '', result.answer, ...result.warnings.map((warning) => `! ${warning}`)];
}

function cell({ mean, against }: RowResult, hasMore: boolean): string {
  if (against === undefined) return percent(mean);
  const stars = against.images.resolved ? (hasMore && against.classes.resolved ? '**' : '*') : '';
  return `${percent(mean)} (${signed(against.difference)}${stars})`;
}
