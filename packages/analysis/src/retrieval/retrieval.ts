import type { WorkOptions } from '../engine/engine.ts';
import { checkCounts } from '../input/checks.ts';
import { type Measure, measureOf } from '../input/outcomes.ts';
import { codesIn, type Label, type Labels, readLabels } from '../input/readLabels.ts';
import { checkSame, type MatrixInput, readMatrix } from '../input/readMatrix.ts';
import { refuse } from '../input/refuse.ts';
import { search } from '../search/search.ts';
import { unitRows } from '../search/unitRows.ts';
import { averagePrecisionAt, recallAt, rPrecision } from './rankScores.ts';

/** Vectors with a label each. */
export interface LabelledVectors<L extends Label = Label> {
  /** `[images, channels]`. */
  readonly vectors: MatrixInput;
  readonly labels: Labels<L>;
}

/** What retrieval is measured on, and at which k. */
export interface RetrievalCall<L extends Label> extends LabelledVectors<L>, WorkOptions {
  /** What is searched. Default: the queries, each among the others. */
  readonly references?: LabelledVectors<L> | undefined;
  /** Default `[1]`. */
  readonly recallAt?: readonly number[] | undefined;
  /** Default none. */
  readonly meanAveragePrecisionAt?: readonly number[] | undefined;
}

/** Shares from 0 to 1, each query's in the order of `queries`. */
export interface Retrieval {
  /** Which images were asked for: those of whose class there is another item. */
  readonly queries: Int32Array;
  /** The others. */
  readonly leftOut: Int32Array;
  /** By k: the share of queries with an item of their class among the first k. */
  readonly recallAt: Readonly<Record<number, Measure>>;
  /** With R items of the query's class: hits among the first R, over R. */
  readonly rPrecision: Measure;
  /** `1/R Σ_{i ≤ R} hit_i · precision@i`. */
  readonly meanAveragePrecisionAtR: Measure;
  /** By k: `1/min(k, R) Σ_{i ≤ k} hit_i · precision@i`. */
  readonly meanAveragePrecisionAt: Readonly<Record<number, Measure>>;
  /** The nearest item of each query: a row of the references. */
  readonly nearest: Int32Array;
}

/**
 * Image retrieval by cosine: R@k, R-Precision, mAP@R and mAP@k, all images against all others or queries against references.
 *
 * With `hit_i` 1 where the i-th nearest item has the query's class and R the number of such items: R@k is the share of
 * queries with a hit among the first k; R-Precision is `1/R Σ_{i ≤ R} hit_i`; mAP@R is `1/R Σ_{i ≤ R} hit_i · precision@i`
 * (Musgrave, Belongie, Lim: A Metric Learning Reality Check, 2020); mAP@k divides by `min(k, R)` (Google Landmarks). All are
 * shares from 0 to 1. Ties are in the order of items; a vector of zeros is like nothing; queries with R = 0 are left out.
 *
 * In: vectors `[images, channels]`, a label each. Throws a `GgemError`: `shape` where they do not fit, `value` for numbers that
 * are not finite, for k beyond the items, and where no query has another item of its class.
 */
export async function retrieval<L extends Label>(call: RetrievalCall<L>): Promise<Retrieval> {
  const task = readTask(call);
  const { queries, references, relevant, ks, maps } = task;
  const asked = Int32Array.from(relevant.keys()).filter((query) => relevant[query]! > 0);
  if (asked.length === 0) {
    refuse('value', 'retrieval', {
      rule: 'some query must have another item of its class',
      came: 'none',
      fix: 'Give classes of two images or more.',
    });
  }
  const at = (): Float64Array => new Float64Array(asked.length);
  const recalls = new Map(ks.map((k) => [k, at()]));
  const precisions = new Map(maps.map((k) => [k, at()]));
  const [byR, averageByR] = [at(), at()];
  const nearest = new Int32Array(asked.length);
  const most = Math.max(1, ...ks, ...maps);
  let next = 0;
  await search(
    {
      queries,
      references,
      count: (query) => (relevant[query]! > 0 ? Math.max(most, relevant[query]!) : 0),
      onQuery: (query, { rows }) => {
        const hits = Uint8Array.from(rows, (row) => Number(task.codes[row] === task.asked[query]));
        const ranking = { hits, relevant: relevant[query]! };
        const i = next++;
        nearest[i] = rows[0]!;
        byR[i] = rPrecision(ranking);
        averageByR[i] = averagePrecisionAt(ranking, ranking.relevant);
        for (const [k, values] of recalls) values[i] = recallAt(ranking, k);
        for (const [k, values] of precisions) values[i] = averagePrecisionAt(ranking, k);
      },
    },
    call,
  );
  return {
    queries: asked,
    leftOut: Int32Array.from(relevant.keys()).filter((query) => relevant[query] === 0),
    recallAt: measuresOf(recalls),
    rPrecision: measureOf(byR),
    meanAveragePrecisionAtR: measureOf(averageByR),
    meanAveragePrecisionAt: measuresOf(precisions),
    nearest,
  };
}

function readTask<L extends Label>(call: RetrievalCall<L>) {
  const operation = 'retrieval';
  const own = readMatrix(operation, 'vectors', call.vectors);
  const labels = readLabels(operation, 'labels', call.labels, own.rows);
  const queries = unitRows(operation, 'vectors', own);
  const others = call.references && readMatrix(operation, 'references.vectors', call.references.vectors);
  if (others) checkSame(operation, 'columns', ['vectors', own], ['references.vectors', others]);
  if (call.references) readLabels(operation, 'references.labels', call.references.labels, others!.rows);
  const codes = call.references ? codesIn(labels.classes, call.references.labels) : labels.codes;
  const sizes = new Int32Array(labels.classes.length);
  for (const code of codes) if (code >= 0) sizes[code]! += 1;
  const self = call.references ? 0 : 1;
  const relevant = labels.codes.map((code) => sizes[code]! - self);
  const [ks, maps] = [call.recallAt ?? [1], call.meanAveragePrecisionAt ?? []];
  const most = codes.length - self;
  checkCounts(operation, 'recallAt', ks, most);
  checkCounts(operation, 'meanAveragePrecisionAt', maps, most);
  const references = others ? unitRows(operation, 'references.vectors', others) : queries;
  return { queries, references, asked: labels.codes, codes, relevant, ks, maps };
}

function measuresOf(values: ReadonlyMap<number, Float64Array>): Record<number, Measure> {
  return Object.fromEntries([...values].map(([k, each]) => [k, measureOf(each)]));
}
