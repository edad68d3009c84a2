import type { WorkOptions } from '../engine/engine.ts';
import { checkCounts } from '../input/checks.ts';
import { checkSame, type MatrixInput, readMatrix } from '../input/readMatrix.ts';
import { search } from './search.ts';
import { unitRows } from './unitRows.ts';

/** Which neighbours to find. */
export interface NeighboursCall extends WorkOptions {
  /** `[images, channels]`. */
  readonly queries: MatrixInput;
  /** `[images, channels]`. Default: the queries, each among the others. */
  readonly references?: MatrixInput | undefined;
  /** How many neighbours of each. */
  readonly k: number;
}

/** Neighbours of each query, the nearest first. */
export interface Neighbours {
  /** `[queries, k]`: rows of the references. */
  readonly rows: Int32Array;
  /** `[queries, k]`: `x · y / (‖x‖ ‖y‖)`, from -1 to 1. */
  readonly cosines: Float64Array;
}

/**
 * The `k` nearest by cosine of each query, exactly, in blocks: 64 MiB beside the vectors and their copy in float32.
 *
 * Cosines are those of float64, ties in the order of references. A vector of zeros has cosine 0 with everything. Throws a
 * `GgemError`: `shape` where vectors do not fit, `value` for numbers that are not finite and for too many neighbours.
 */
export async function nearestNeighbours(call: NeighboursCall): Promise<Neighbours> {
  const operation = 'nearestNeighbours';
  const read = readMatrix(operation, 'queries', call.queries);
  const queries = unitRows(operation, 'queries', read);
  const others =
    call.references === undefined ? undefined : readMatrix(operation, 'references', call.references);
  if (others) checkSame(operation, 'columns', ['queries', read], ['references', others]);
  const references = others ? unitRows(operation, 'references', others) : queries;
  const { k } = call;
  checkCounts(operation, 'k', [k], others ? others.rows : read.rows - 1);
  const rows = new Int32Array(read.rows * k);
  const cosines = new Float64Array(read.rows * k);
  const onQuery = (query: number, nearest: Neighbours): void => {
    rows.set(nearest.rows, query * k);
    cosines.set(nearest.cosines, query * k);
  };
  await search({ queries, references, count: () => k, onQuery }, call);
  return { rows, cosines };
}
