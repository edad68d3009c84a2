import { rm } from 'node:fs/promises';
import { GgemError } from '@ggem/core';
import { baselineOf } from '../compare/resultOf.ts';
import { type ReadyImages, readyImages, readyTokens } from '../extract/readyTokens.ts';
import { type MeasureName, retrievalMeasures } from '../measure/measures.ts';
import type { Candidate } from '../pool/candidate.ts';
import { learnedCandidates } from '../probe/learnedCandidates.ts';
import type { TokenLayout } from '../read/tokenGrid.ts';
import { exponentsOf } from '../trained/exponentsOf.ts';
import { finiteRows } from '../trained/finiteRows.ts';
import type { HeldOut } from '../trained/held.ts';
import { checkHolding, heldOut, outcomesBySet, rightOnes } from '../trained/heldOut.ts';
import type { TrainedResult, TrainedRow, TrainedRun } from '../trained/trainedResult.ts';
import { trainedResultOf } from '../trained/trainedResultOf.ts';
import { depthName } from './depthName.ts';
import type { FinetuneCall } from './finetuneCall.ts';
import type { Depth, FinetuneAnswer } from './finetuneTasks.ts';
import { trainings } from './trainings.ts';

const seenMeasures = ['accuracy', 'knn'] as const satisfies readonly MeasureName[];

/**
 * Fine-tunes the last blocks of a model with each pooling, or trains it from nothing, from each depth and each seed. Then it asks for
 * the images held out and for further sets, which no training sees: by the trained head, and by k-NN on what the head reads; where
 * whole classes are held out, by retrieval among their images on what the head reads. A pooling whose training is not finite from a
 * depth is left out there and named; the baseline may not be one of them.
 */
export async function finetune(call: FinetuneCall): Promise<TrainedResult> {
  checkHolding(call);
  let candidates: readonly Candidate[] = [];
  const check = (layout: TokenLayout): void => {
    candidates = learnedCandidates(call.learned, layout);
    baselineOf(candidates, call.baseline);
  };
  const ready = await (call.scratch === undefined ? readyTokens(call, check) : readyImages(call, check));
  const split = heldOut(call, ready);
  const { groups, leftOut } = await trainAll(call, ready, candidates, split);
  const { seeds, scratch } = call;
  const training = { ...call.training, ...(scratch !== undefined && { scratch }) };
  const baseline = baselineOf(candidates, call.baseline);
  const measures = call.hold === 'classes' ? retrievalMeasures : seenMeasures;
  const rows = { command: 'finetune', measures, baseline, groups, seeds, training } as const;
  return trainedResultOf(call, ready, split, { ...rows, ...(leftOut.length > 0 && { leftOut }) });
}

async function trainAll(
  call: FinetuneCall,
  ready: ReadyImages,
  candidates: readonly Candidate[],
  split: HeldOut,
): Promise<Pick<TrainedResult, 'groups'> & { readonly leftOut: readonly string[] }> {
  const { seeds, depths, training } = call;
  const baseline = baselineOf(candidates, call.baseline);
  const rate = training.rate === undefined ? 'the default rate' : `rate ${training.rate}`;
  const all = trainings(call, ready, split, candidates.length * depths.length * seeds.length);
  const runOf = ({ spec }: Candidate, seed: number, answer: FinetuneAnswer): TrainedRun => {
    const p = exponentsOf(spec, ready.layout.channels, answer.p);
    const outcomes =
      'retrieved' in answer
        ? answer.retrieved
        : { accuracy: rightOnes(split, answer.named), knn: rightOnes(split, answer.neighbours) };
    return { seed, ...(p !== undefined && { p }), ...outcomesBySet(split, outcomes) };
  };
  const rowOf = async (candidate: Candidate, depth: Depth): Promise<TrainedRow | GgemError> => {
    const answers = await Promise.all(seeds.map((seed) => all.train(candidate, depth, seed)));
    const runs = answers.flatMap((one, i) =>
      one instanceof GgemError ? [] : [runOf(candidate, seeds[i]!, one)],
    );
    const failed = answers.find((one) => one instanceof GgemError);
    return failed ?? { ...candidate, runs, results: {} };
  };
  const groupOf = async (depth: Depth) => {
    const name = depthName(depth);
    const trained = await Promise.all(candidates.map((one) => rowOf(one, depth)));
    const at = `at ${rate}, ${name.toLowerCase()}`;
    const { rows, leftOut } = finiteRows(candidates, trained, { baseline, at });
    return { name, rows, leftOut: leftOut.map((one) => `${one}, ${name.toLowerCase()}`) };
  };
  try {
    const made = await Promise.all(depths.map(groupOf));
    // They are only for trainings from the same start, and as large as all images.
    await rm(all.tokens, { recursive: true, force: true });
    return {
      groups: made.map(({ name, rows }) => ({ name, rows })),
      leftOut: made.flatMap(({ leftOut }) => leftOut),
    };
  } finally {
    await all.end();
  }
}
