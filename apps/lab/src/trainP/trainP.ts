import { GgemError, type PoolingSpecInput } from '@ggem/core';
import { baselineOf, type RunSettings } from '../compare/resultOf.ts';
import { readyTokens, type TokensCall } from '../extract/readyTokens.ts';
import type { Candidate } from '../pool/candidate.ts';
import { diverged } from '../probe/diverged.ts';
import { type LearnedOptions, learnedCandidates } from '../probe/learnedCandidates.ts';
import { type ProbePoolCall, probePool } from '../probe/probePool.ts';
import { exponentsOf } from '../trained/exponentsOf.ts';
import { finiteRows } from '../trained/finiteRows.ts';
import { askedImages, checkHolding, heldOut, outcomesBySet, rightOnes } from '../trained/heldOut.ts';
import type { TrainedResult, TrainedRow, TrainedRun } from '../trained/trainedResult.ts';
import { trainedResultOf } from '../trained/trainedResultOf.ts';

/** What training heads and exponents is made of. */
export interface TrainPCall extends TokensCall, RunSettings, ProbePoolCall {
  readonly learned: LearnedOptions;
  readonly seeds: readonly number[];
  readonly rate: number;
  /** Whether each GeM takes part with its p held fixed too. */
  readonly fixed: boolean;
}

/**
 * Trains each pooling together with batch normalisation and a linear head on frozen tokens, from each start and each seed, and asks
 * for the images of the first part, which no training sees. The result has the exponents before and after. A pooling whose training
 * is not finite from a seed is left out and named; the baseline may not be one of them.
 */
export async function trainP(call: TrainPCall): Promise<TrainedResult> {
  checkHolding(call);
  let candidates: readonly Candidate[] = [];
  const ready = await readyTokens(call, (layout) => {
    const learned = learnedCandidates(call.learned, layout);
    candidates = call.fixed ? learned.flatMap((one) => [one, ...heldFixed(one)]) : learned;
    baselineOf(candidates, call.baseline);
  });
  const { seeds, rate, epochs, batch } = call;
  const split = heldOut(call, ready);
  const { train, numbers, classes } = split;
  const test = askedImages(split);
  const pool = probePool(call, ready, { labels: numbers, classes }, candidates.length * seeds.length);
  const runOf = async (spec: PoolingSpecInput, seed: number): Promise<TrainedRun> => {
    const { named, p: after } = await pool.ask({ train, test, spec, rate, seed });
    const p = exponentsOf(spec, ready.layout.channels, after);
    return {
      seed,
      ...(p !== undefined && { p }),
      ...outcomesBySet(split, { accuracy: rightOnes(split, named) }),
    };
  };
  try {
    const trained = await Promise.all(
      candidates.map(async ({ name, spec }): Promise<TrainedRow | GgemError> => {
        const runs = await Promise.all(seeds.map((seed) => runOf(spec, seed).catch(diverged)));
        const failed = runs.find((run) => run instanceof GgemError);
        return failed ?? { name, spec, runs: runs as readonly TrainedRun[], results: {} };
      }),
    );
    const baseline = baselineOf(candidates, call.baseline);
    const { rows, leftOut } = finiteRows(candidates, trained, { baseline, at: `at rate ${rate}` });
    return await trainedResultOf(call, ready, split, {
      command: 'train-p',
      measures: ['accuracy'],
      baseline,
      groups: [{ name: 'Head and p', rows }],
      ...(leftOut.length > 0 && { leftOut }),
      ...{ seeds, training: { rate, epochs, batch } },
    });
  } finally {
    await pool.end();
  }
}

function heldFixed({ name, spec }: Candidate): readonly Candidate[] {
  return spec.type === 'gem' ? [{ name: `${name}, fixed`, spec: { ...spec, trainable: false } }] : [];
}
