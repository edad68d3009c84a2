import { rm } from 'node:fs/promises';
import { GgemError } from '@ggem/core';
import { baselineOf } from '../compare/resultOf.ts';
import { type ReadyTokens, readyTokens } from '../extract/readyTokens.ts';
import { depthName } from '../finetune/depthName.ts';
import { pairMeasures } from '../measure/measures.ts';
import { isAsked } from '../pairs/pairs.ts';
import type { Candidate } from '../pool/candidate.ts';
import { learnedCandidates } from '../probe/learnedCandidates.ts';
import { refuse } from '../refuse.ts';
import { exponentsOf } from '../trained/exponentsOf.ts';
import { finiteRows } from '../trained/finiteRows.ts';
import type { TrainedResult, TrainedRow, TrainedRun } from '../trained/trainedResult.ts';
import { trainedResultOf } from '../trained/trainedResultOf.ts';
import type { ContrastCall } from './contrastCall.ts';
import type { ContrastAnswer, ContrastTexts } from './contrastTasks.ts';
import { type ContrastShared, contrastTrainings } from './contrastTrainings.ts';
import { type HeldPairs, heldPairs } from './heldPairs.ts';
import { wordIds } from './wordIds.ts';

/**
 * Trains the last blocks of a vision model with each pooling, and a text encoder from nothing with it, on images and their captions
 * from each seed, and asks for the images held out: recall both ways, and zero-shot classification where there are prompts. A pooling
 * whose training is not finite is left out and named; the baseline may not be one of them.
 */
export async function contrast(call: ContrastCall): Promise<TrainedResult> {
  const given = call.list.images.filter(({ captions = [] }) => captions.length > 0);
  const list = { ...call.list, images: given };
  if (call.prompts !== undefined) checkClasses(given);
  let candidates: readonly Candidate[] = [];
  const ready = await readyTokens({ ...call, list }, (layout) => {
    candidates = learnedCandidates(call.learned, layout);
    baselineOf(candidates, call.baseline);
  });
  const split = heldPairs({ ...call, from: list.from }, ready.images);
  const { texts, about } = textsOf(call, ready, split);
  const measures = pairMeasures.filter((name) =>
    isAsked(name, split.test.length, call.prompts !== undefined),
  );
  const { seeds, training, width, blocks } = call;
  const baseline = baselineOf(candidates, call.baseline);
  const trained = await trainAll(call, ready, candidates, {
    ...{ texts, train: split.train, test: split.test, wanted: measures },
    total: candidates.length * seeds.length,
  });
  return trainedResultOf(call, ready, split, {
    ...{ command: 'contrast', measures, baseline, ...trained, seeds, texts: about },
    training: { ...training, width, textBlocks: blocks },
  });
}

async function trainAll(
  call: ContrastCall,
  ready: ReadyTokens,
  candidates: readonly Candidate[],
  shared: ContrastShared,
): Promise<Pick<TrainedResult, 'groups' | 'leftOut'>> {
  const { seeds, depth, training } = call;
  const baseline = baselineOf(candidates, call.baseline);
  const all = contrastTrainings(call, ready, shared);
  const runOf = ({ spec }: Candidate, seed: number, { p: after, ...answer }: ContrastAnswer): TrainedRun => {
    const p = exponentsOf(spec, ready.layout.channels, after);
    return { seed, ...(p !== undefined && { p }), temperature: answer.temperature, each: answer.outcomes };
  };
  const rowOf = async (candidate: Candidate): Promise<TrainedRow | GgemError> => {
    const answers = await Promise.all(seeds.map((seed) => all.train(candidate, seed)));
    const runs = answers.flatMap((one, i) =>
      one instanceof GgemError ? [] : [runOf(candidate, seeds[i]!, one)],
    );
    return answers.find((one) => one instanceof GgemError) ?? { ...candidate, runs, results: {} };
  };
  try {
    const made = await Promise.all(candidates.map(rowOf));
    const at = training.rate === undefined ? 'at the default rate' : `at rate ${training.rate}`;
    const { rows, leftOut } = finiteRows(candidates, made, { baseline, at });
    // They are only for trainings from the same start, and as large as all images.
    await rm(all.tokens, { recursive: true, force: true });
    return { groups: [{ name: depthName(depth), rows }], ...(leftOut.length > 0 && { leftOut }) };
  } finally {
    await all.end();
  }
}

/** What the text encoder reads, and what a result says of it. The words are those of captions that are trained on. */
function textsOf(
  { prompts, width, blocks }: ContrastCall,
  { images }: ReadyTokens,
  { labels, train, test, hasClasses }: HeldPairs,
): { readonly texts: ContrastTexts; readonly about: NonNullable<TrainedResult['texts']> } {
  const captionsOf = (places: readonly number[]): readonly string[] =>
    places.flatMap((image) => images[image]!.captions!);
  const words = wordIds(captionsOf(train));
  const held = captionsOf(test);
  return {
    texts: {
      ...{ count: words.count, tokens: words.tokens, width, blocks },
      captions: images.map(({ captions }) => captions!.map(words.of)),
      ...(prompts && { prompts: { labels: prompts.labels, ids: prompts.texts.map(words.of) } }),
      ...(hasClasses && { labels }),
    },
    about: {
      words: words.words,
      captions: { trained: captionsOf(train).length, held: held.length },
      copies: held.length - new Set(held.map((text) => words.of(text).join(' '))).size,
      hasClasses,
    },
  };
}

function checkClasses(images: ContrastCall['list']['images']): void {
  const without = images.find(({ label }) => label === undefined);
  if (without === undefined) return;
  refuse('value', {
    rule: 'zero-shot classification needs the class of each image',
    came: `${without.name} has none`,
    fix: 'Add a column label to the CSV.',
  });
}
