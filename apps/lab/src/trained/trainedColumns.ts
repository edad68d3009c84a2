import { measures } from '../measure/measures.ts';
import type { TrainedMeasure, TrainedResult, TrainedRow } from './trainedResult.ts';

/** A table of each group: what its columns hold. */
export interface TrainedColumns {
  /** `accuracy`; absent where there is one table for all measures. */
  readonly title?: string | undefined;
  readonly columns: readonly TrainedColumn[];
}

/** What came of one measure on one set of images. */
export interface TrainedColumn {
  readonly name: string;
  readonly of: (row: TrainedRow) => TrainedMeasure;
}

/** One table with a column for each measure; with further sets a table for each measure, with a column for each set. */
export function trainedColumns({
  measures: wanted,
  sets = [],
}: Pick<TrainedResult, 'measures' | 'sets'>): readonly TrainedColumns[] {
  if (sets.length === 0) {
    return [
      {
        columns: wanted.map((measure) => ({
          name: measures[measure].name,
          of: (row) => row.results[measure]!,
        })),
      },
    ];
  }
  return wanted.map((measure) => ({
    title: measures[measure].name,
    columns: [
      { name: 'test', of: ({ results }) => results[measure]! },
      ...sets.map(({ name }): TrainedColumn => ({ name, of: (row) => row.sets![name]![measure]! })),
    ],
  }));
}
