import { against, meanOf } from '../compare/against.ts';
import type { RowResult } from '../compare/result.ts';
import type { RunSettings } from '../compare/resultOf.ts';
import { rowNamed } from '../compare/rowNamed.ts';
import type { Outcome } from '../measure/measures.ts';
import type { Candidate } from '../pool/candidate.ts';
import type { RobustOutcomes } from './measureRobust.ts';
import { type RobustResult, type RobustRow, type SwapName, swaps } from './robustResult.ts';
import type { VariantName } from './variants.ts';

/** Each row with its differences to the baseline. `classes` has the class of each image, or its name where there are none. */
export function robustRows(
  measured: readonly (Candidate & RobustOutcomes)[],
  baseline: string,
  classes: readonly string[],
  settings: Pick<RunSettings, 'draws' | 'level' | 'seed'>,
): readonly RobustRow[] {
  const base = rowNamed(measured, baseline);
  const resultFor = (each: Outcome, other: Outcome, isBase: boolean): RowResult => ({
    mean: meanOf(each),
    each,
    ...(!isBase && { against: against(each, other, classes, settings) }),
  });
  return measured.map((row): RobustRow => {
    const isBase = row === base;
    const accuracy = Object.entries(row.accuracy).flatMap(([name, each]) => {
      const other = base.accuracy[name as VariantName]!;
      // A variant that no image has, such as that of the next class where there is none.
      return each.every((one) => one === null) ? [] : [[name, resultFor(each, other, isBase)] as const];
    });
    const recall = swaps.map(
      (name: SwapName) => [name, resultFor(row.recall[name], base.recall[name], isBase)] as const,
    );
    const means = accuracy.map(([, { mean }]) => mean);
    return {
      ...{ name: row.name, spec: row.spec },
      accuracy: Object.fromEntries(accuracy),
      ...(means.length > 0 && { mean: means.reduce((a, b) => a + b) / means.length }),
      recall: Object.fromEntries(recall) as RobustRow['recall'],
    };
  });
}

/** The same run, compared with another of its poolings. */
export function withRobustBaseline(result: RobustResult, baseline: string): RobustResult {
  const measured = result.rows.map(({ name, spec, accuracy, recall }) => ({
    ...{ name, spec, accuracy: outcomesOf(accuracy) },
    recall: outcomesOf(recall) as RobustOutcomes['recall'],
  }));
  const { labels, names } = result.images;
  return { ...result, baseline, rows: robustRows(measured, baseline, labels ?? names, result.settings) };
}

function outcomesOf(results: Readonly<Record<string, RowResult>>): Readonly<Record<string, Outcome>> {
  return Object.fromEntries(Object.entries(results).map(([name, { each }]) => [name, each]));
}
