/**
 * Scores of one ranking: `hits[i]` says whether the i-th nearest item is of the query's class, `relevant` (R) how many items
 * there are of it.
 */
export interface Ranking {
  readonly hits: Uint8Array;
  readonly relevant: number;
}

/** Recall at k as metric learning has it: 1 if any of the first k hits, else 0. */
export function recallAt({ hits }: Ranking, k: number): number {
  return hits.subarray(0, k).includes(1) ? 1 : 0;
}

/** R-Precision: the share of hits among the first R. */
export function rPrecision({ hits, relevant }: Ranking): number {
  return hits.subarray(0, relevant).reduce((sum, hit) => sum + hit, 0) / relevant;
}

/** Average precision at k: `1 / min(k, R) Σ_{i ≤ k} hit_i · (hits among the first i) / i`; with k = R, AP@R. */
export function averagePrecisionAt({ hits, relevant }: Ranking, k: number): number {
  let [found, sum] = [0, 0];
  for (let i = 0; i < k; i++) {
    if (hits[i] !== 1) continue;
    found += 1;
    sum += found / (i + 1);
  }
  return sum / Math.min(k, relevant);
}
