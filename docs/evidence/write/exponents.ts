import { type Cell, type CellRow, cellsOf } from './cells.ts';
import { resultOf, type TrainedResult, type TrainedRow } from './results.ts';

/** A pooling of `train-p`: where its p started, where it ended from each seed. */
export interface ExponentRow {
  readonly kind: 'GeM, p fixed' | 'GeM' | 'GGeM';
  readonly start: number;
  readonly groups: number;
  readonly row: CellRow;
  /** One list of exponents for each seed; empty where p was fixed. */
  readonly ends: readonly (readonly number[])[];
}

/** The power means of a result of `train-p`, and the cell that holds them and the average. */
export function exponentRows(value: unknown): { readonly cell: Cell; readonly rows: readonly ExponentRow[] } {
  const result = resultOf<TrainedResult>(value, ['ggem-lab-trained']);
  const [cell] = cellsOf(result);
  const rows = result.groups[0]!.rows.flatMap((trained, i): readonly ExponentRow[] => {
    const kind = kindOf(trained);
    const { p, groups = 1 } = trained.spec;
    if (kind === undefined || typeof p !== 'number') return [];
    const ends = trained.runs.flatMap((run) =>
      run.p === undefined || kind === 'GeM, p fixed' ? [] : [run.p.after],
    );
    return [{ kind, start: p, groups, row: cell!.rows[i]!, ends }];
  });
  return { cell: cell!, rows };
}

function kindOf({ spec }: TrainedRow): ExponentRow['kind'] | undefined {
  if (spec.type === 'ggem') return 'GGeM';
  if (spec.type !== 'gem') return undefined;
  return spec.trainable === false ? 'GeM, p fixed' : 'GeM';
}
