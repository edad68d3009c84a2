import { rm } from 'node:fs/promises';
import { baselineOf } from '../compare/resultOf.ts';
import { type ReadyTokens, readyTokens } from '../extract/readyTokens.ts';
import type { MeasureName } from '../measure/measures.ts';
import type { Candidate } from '../pool/candidate.ts';
import { learnedCandidates } from '../probe/learnedCandidates.ts';
import { labelsOf } from '../read/imageList.ts';
import { exponentsOf } from '../trained/exponentsOf.ts';
import { type HeldOut, heldOut, rightOnes } from '../trained/heldOut.ts';
import type { TrainedGroup, TrainedResult, TrainedRow, TrainedRun } from '../trained/trainedResult.ts';
import { trainedResultOf } from '../trained/trainedResultOf.ts';
import { depthName } from './depthName.ts';
import type { FinetuneCall } from './finetuneCall.ts';
import type { Depth, FinetuneAnswer } from './finetuneTasks.ts';
import { trainings } from './trainings.ts';

const measures = ['accuracy', 'knn'] as const satisfies readonly MeasureName[];

/**
 * Fine-tunes the last blocks of a model with each pooling, from each depth and each seed, and asks for the images of the first
 * part, which no training sees: by the trained head, and by k-NN on what the head reads.
 */
export async function finetune(call: FinetuneCall): Promise<TrainedResult> {
  labelsOf(call.list);
  let candidates: readonly Candidate[] = [];
  const ready = await readyTokens(call, (layout) => {
    candidates = learnedCandidates(call.learned, layout);
    baselineOf(candidates, call.baseline);
  });
  const split = heldOut(call, ready);
  const groups = await trainAll(call, ready, candidates, split);
  const { seeds, training } = call;
  const baseline = baselineOf(candidates, call.baseline);
  const rows = { command: 'finetune', measures, baseline, groups, seeds, training } as const;
  return trainedResultOf(call, ready, split, rows);
}

async function trainAll(
  call: FinetuneCall,
  ready: ReadyTokens,
  candidates: readonly Candidate[],
  split: HeldOut,
): Promise<readonly TrainedGroup[]> {
  const { seeds, depths } = call;
  const all = trainings(call, ready, split, candidates.length * depths.length * seeds.length);
  const runOf = ({ spec }: Candidate, seed: number, answer: FinetuneAnswer): TrainedRun => {
    const p = exponentsOf(spec, ready.layout.channels, answer.p);
    const each = {
      accuracy: rightOnes(split, answer.named),
      knn: rightOnes(split, answer.neighbours),
    };
    return { seed, ...(p !== undefined && { p }), each };
  };
  const rowOf = async (candidate: Candidate, depth: Depth): Promise<TrainedRow> => {
    const runs = seeds.map(async (seed) => runOf(candidate, seed, await all.train(candidate, depth, seed)));
    return { ...candidate, runs: await Promise.all(runs), results: {} };
  };
  try {
    const groups = await Promise.all(
      depths.map(async (depth): Promise<TrainedGroup> => {
        return {
          name: depthName(depth),
          rows: await Promise.all(candidates.map((one) => rowOf(one, depth))),
        };
      }),
    );
    // They are only for trainings from the same start, and as large as all images.
    await rm(all.tokens, { recursive: true, force: true });
    return groups;
  } finally {
    await all.end();
  }
}
