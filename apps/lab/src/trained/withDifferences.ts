import { seedInterval } from '@ggem/analysis';
import { against, meanOf } from '../compare/against.ts';
import { rowNamed } from '../compare/rowNamed.ts';
import type { MeasureName, Outcome } from '../measure/measures.ts';
import { trainedAnswer } from './trainedAnswer.ts';
import type { PlainTrained, TrainedMeasure, TrainedResult, TrainedRow } from './trainedResult.ts';

/** The result with the means of each row, its differences to a baseline in each group, and the answers. */
export function withDifferences<T extends PlainTrained>(
  result: T,
  baseline: string,
): T & Pick<TrainedResult, 'answers'> {
  const labels = result.held.map((image) => result.images.labels[image]!);
  const groups = result.groups.map(({ name, rows }) => {
    const base = rowNamed(rows, baseline);
    return { name, rows: rows.map((row) => ({ ...row, results: compared(row, base) })) };
  });
  const whole = { ...result, baseline, groups };
  return { ...whole, answers: groups.map((group) => trainedAnswer(whole, group)) };

  function compared(row: TrainedRow, base: TrainedRow): TrainedRow['results'] {
    const measured = result.measures.map((measure): readonly [MeasureName, TrainedMeasure] => {
      const seeds = row.runs.map(({ each }) => meanOf(each[measure]!));
      const mean = meanOf(seeds);
      if (row === base) return [measure, { mean, seeds }];
      const theirs = base.runs.map(({ each }) => meanOf(each[measure]!));
      const { level } = result.settings;
      const difference = {
        // Over images: what seeds differ in is evened out first, as far as there are seeds.
        ...against(overSeeds(row, measure), overSeeds(base, measure), labels, result.settings),
        ...(seeds.length > 1 && { seeds: spanOf(seedInterval(seeds, theirs, { level })) }),
      };
      return [measure, { mean, seeds, against: difference }];
    });
    return Object.fromEntries(measured);
  }
}

/** For each image, the share of the seeds that got it right. */
function overSeeds({ runs }: TrainedRow, measure: MeasureName): Outcome {
  const [first] = runs;
  return first!.each[measure]!.map((_, i) => meanOf(runs.map(({ each }) => each[measure]![i]!)));
}

function spanOf({ low, high, resolved }: ReturnType<typeof seedInterval>) {
  return { low, high, resolved };
}
