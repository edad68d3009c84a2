import { against, meanOf } from '../compare/against.ts';
import { rowNamed } from '../compare/rowNamed.ts';
import type { MeasureName, Outcome } from '../measure/measures.ts';
import { trainedAnswer } from './trainedAnswer.ts';
import type {
  PlainTrained,
  TrainedMeasure,
  TrainedMeasures,
  TrainedResult,
  TrainedRow,
  TrainedRun,
} from './trainedResult.ts';

/** The result with the means of each row, its differences to a baseline in each group, and the answers. */
export function withDifferences<T extends PlainTrained>(
  result: T,
  baseline: string,
): T & Pick<TrainedResult, 'answers'> {
  const groups = result.groups.map(({ name, rows }) => {
    const base = rowNamed(rows, baseline);
    return { name, rows: rows.map((row) => comparedRow(row, base)) };
  });
  const whole = { ...result, baseline, groups };
  return { ...whole, answers: groups.map((group) => trainedAnswer(whole, group)) };

  function comparedRow(row: TrainedRow, base: TrainedRow): TrainedRow {
    const sets = result.sets?.map(({ name, images }) => {
      const of = (run: TrainedRun): TrainedRun['each'] => run.sets![name]!;
      return [name, compared(row.runs.map(of), base.runs.map(of), images, row === base)] as const;
    });
    const of = ({ each }: TrainedRun): TrainedRun['each'] => each;
    return {
      ...row,
      results: compared(row.runs.map(of), base.runs.map(of), result.held, row === base),
      ...(sets !== undefined && { sets: Object.fromEntries(sets) }),
    };
  }

  /** What came of a set of images from each seed, against what the baseline has of them. */
  function compared(
    own: readonly TrainedRun['each'][],
    other: readonly TrainedRun['each'][],
    images: readonly number[],
    isBase: boolean,
  ): TrainedMeasures {
    const labels = images.map((image) => result.images.labels[image]!);
    const measured = result.measures.map((measure): readonly [MeasureName, TrainedMeasure] => {
      const seeds = own.map((each) => meanOf(each[measure]!));
      const mean = meanOf(seeds);
      if (isBase) return [measure, { mean, seeds }];
      const theirs = other.map((each) => meanOf(each[measure]!));
      // Over images: what seeds differ in is evened out first, as far as there are seeds.
      const [all, others] = [overSeeds(own, measure), overSeeds(other, measure)];
      const difference = against(all, others, labels, result.settings, { a: seeds, b: theirs });
      return [measure, { mean, seeds, against: difference }];
    });
    return Object.fromEntries(measured);
  }
}

/** For each image, its mean over seeds; `null` where it was left out. */
function overSeeds(runs: readonly TrainedRun['each'][], measure: MeasureName): Outcome {
  return runs[0]![measure]!.map((first, i) => {
    return first === null ? null : meanOf(runs.map((each) => each[measure]![i]!));
  });
}
