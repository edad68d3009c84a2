import type { WorkOptions } from '../engine/engine.ts';
import { checkCounts, checkInside } from '../input/checks.ts';
import { type Label, readLabels } from '../input/readLabels.ts';
import { checkSame, type MatrixInput, readMatrix } from '../input/readMatrix.ts';
import type { LabelledVectors } from '../retrieval/retrieval.ts';
import { type Nearest, search } from '../search/search.ts';
import { unitRows } from '../search/unitRows.ts';

/** Images whose labels are known, and images whose labels are asked for. */
export interface NeighbourVotesCall<L extends Label> extends WorkOptions {
  readonly known: LabelledVectors<L>;
  /** `[images, channels]`. */
  readonly asked: MatrixInput;
  /** How many neighbours vote; several at once cost one search. Default `[1, 10, 20]`, as far as there are so many. */
  readonly k?: readonly number[] | undefined;
  /** How much nearer neighbours weigh more: a vote is `exp(cosine / temperature)`. Default 0.07. */
  readonly temperature?: number | undefined;
}

/**
 * Weighted k-NN as in DINO (Caron et al. 2021): the k nearest known images by cosine vote for their classes, each with weight
 * `exp(s / 0.07)` for its cosine s. Ties between votes go to the class that is first in ascending order, ties between
 * neighbours to the known image that comes first.
 *
 * In: known vectors `[images, channels]` with a label each, asked ones `[images, channels]`. Out: by k, the label predicted for
 * each asked image. Throws a `GgemError`: `shape` where they do not fit, `value` for numbers that are not finite or allowed.
 */
export async function classifyByNeighbours<L extends Label>(
  call: NeighbourVotesCall<L>,
): Promise<Readonly<Record<number, readonly L[]>>> {
  const operation = 'classifyByNeighbours';
  const known = readMatrix(operation, 'known.vectors', call.known.vectors);
  const { classes, codes } = readLabels(operation, 'known.labels', call.known.labels, known.rows);
  const asked = readMatrix(operation, 'asked', call.asked);
  checkSame(operation, 'columns', ['known.vectors', known], ['asked', asked]);
  const ks = call.k ?? [1, 10, 20].filter((k) => k <= known.rows);
  checkCounts(operation, 'k', ks, known.rows);
  const temperature = call.temperature ?? 0.07;
  checkInside(operation, 'temperature', temperature, 0, Number.POSITIVE_INFINITY);
  const predictions = new Map(ks.map((k) => [k, new Array<L>(asked.rows)]));
  const most = Math.max(1, ...ks);
  await search(
    {
      queries: unitRows(operation, 'asked', asked),
      references: unitRows(operation, 'known.vectors', known),
      count: () => most,
      onQuery: (query, nearest) => {
        for (const [k, labels] of predictions) {
          labels[query] = classes[elected(nearest, k, codes, classes.length, temperature)]!;
        }
      },
    },
    call,
  );
  return Object.fromEntries(predictions);
}

/** The class with the most votes of the first k. */
function elected(
  { rows, cosines }: Nearest,
  k: number,
  codes: Int32Array,
  classes: number,
  temperature: number,
): number {
  const votes = new Float64Array(classes);
  // Relative to the nearest, so that no vote overflows.
  for (let i = 0; i < k; i++) votes[codes[rows[i]!]!]! += Math.exp((cosines[i]! - cosines[0]!) / temperature);
  return votes.indexOf(Math.max(...votes));
}
