import { pause, type WorkOptions, withProducts } from '../engine/engine.ts';
import { kthLargest } from './kthLargest.ts';
import { cosine, type UnitRows } from './unitRows.ts';

/** The rows nearest to one, the nearest first, and their cosines. */
export interface Nearest {
  readonly rows: Int32Array;
  readonly cosines: Float64Array;
}

/** What to look for. */
export interface SearchCall {
  readonly queries: UnitRows;
  /** The same object as `queries` to search each row among the others. */
  readonly references: UnitRows;
  /** How many are wanted for a query; 0 leaves it out. */
  readonly count: (query: number) => number;
  /** Told of each query, in their order. */
  readonly onQuery: (query: number, nearest: Nearest) => void;
}

/** Similarities that are kept at a time: 64 MiB. */
const kept = 2 ** 24;

/**
 * The nearest rows of each query by cosine, exactly: in the order of float64, ties in the order of rows.
 *
 * The kernels find cosines in float32, block by block. Only rows within the error of these that may be among the nearest are
 * computed again in float64, so that the result is that of a search in float64 throughout.
 */
export async function search(call: SearchCall, options: WorkOptions): Promise<void> {
  const { queries, references, count, onQuery } = call;
  const { columns, rows: all } = queries.matrix;
  const { rows: others } = references.matrix;
  const block = Math.max(1, Math.min(256, Math.floor(kept / others)));
  const scratch = new Float32Array(others);
  const similarities = new Float32Array(block * others);
  await withProducts(options, async (products) => {
    for (let from = 0; from < all; from += block) {
      const to = Math.min(from + block, all);
      const into = similarities.subarray(0, (to - from) * others);
      const a = queries.units.subarray(from * columns, to * columns);
      await products.timesTransposedParallel({ a, b: references.units, length: columns, into });
      for (let query = from; query < to; query++) {
        const wanted = count(query);
        if (wanted === 0) continue;
        const row = into.subarray((query - from) * others, (query - from + 1) * others);
        if (queries === references) row[query] = Number.NEGATIVE_INFINITY;
        onQuery(query, nearestOf(call, query, row, wanted, scratch));
      }
      if (to < all) await pause(options, to / all);
    }
  });
  options.onProgress?.(1);
}

function nearestOf(
  { queries, references }: SearchCall,
  query: number,
  row: Float32Array,
  wanted: number,
  scratch: Float32Array,
): Nearest {
  scratch.set(row);
  // `wanted` rows reach the k-th largest cosine in float32. A row that is among the nearest may lie below it in float32, but
  // by no more than the errors of two cosines.
  const least = kthLargest(scratch, wanted) - 2 * cosineError(queries.matrix.columns);
  const candidates: (readonly [row: number, cosine: number])[] = [];
  for (let i = 0; i < row.length; i++) {
    if (row[i]! >= least) candidates.push([i, cosine(queries, query, references, i)]);
  }
  candidates.sort(([i, a], [j, b]) => b - a || i - j);
  candidates.length = wanted;
  return {
    rows: Int32Array.from(candidates, ([i]) => i),
    cosines: Float64Array.from(candidates, ([, value]) => value),
  };
}

/** The largest error of a cosine by the kernels: rows are rounded to float32, and sums in four parts are 1 at most. */
function cosineError(columns: number): number {
  return (columns / 4 + columns / 2048 + 8) * 2 ** -24;
}
