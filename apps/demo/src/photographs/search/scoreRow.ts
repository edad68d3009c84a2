import { pairedBootstrap, type Retrieval } from '@ggem/analysis';
import type { ScoreRow } from '../contract.ts';
import type { PoolingName } from '../pool/poolingNames.ts';

/** As many as show two digits of an interval: the page waits for them. */
const draws = 2000;

/** The row of a pooling: its mAP@R with the interval of the mean, and its difference from the average's in pairs. */
export function scoreRow(pooling: PoolingName, own: Retrieval, average: Retrieval): ScoreRow {
  const { mean, each } = own.meanAveragePrecisionAtR;
  const { low, high } = pairedBootstrap({ a: each, b: each.map(() => 0), draws });
  return {
    ...{ pooling, low, high, meanAveragePrecision: mean, recallAt1: own.recallAt[1]!.mean },
    ahead: own === average ? undefined : aheadOf(each, average.meanAveragePrecisionAtR.each),
  };
}

function aheadOf(a: Float64Array, b: Float64Array): ScoreRow['ahead'] {
  const { difference, low, high, resolved } = pairedBootstrap({ a, b, draws });
  return { by: difference, low, high, resolved };
}
