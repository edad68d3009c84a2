import { GgemError } from '@ggem/core';
import { meanOf } from '../compare/against.ts';
import type { Result, Row } from '../compare/result.ts';
import { baselineOf, type RunSettings, resultOf } from '../compare/resultOf.ts';
import type { HashedImage } from '../extract/hashImages.ts';
import { type ReadyTokens, readyTokens, type TokensCall } from '../extract/readyTokens.ts';
import { foldsOf } from '../measure/folds.ts';
import type { Candidate } from '../pool/candidate.ts';
import { labelsOf } from '../read/imageList.ts';
import { diverged } from './diverged.ts';
import { type LearnedOptions, learnedCandidates } from './learnedCandidates.ts';
import { type ProbePoolCall, probePool } from './probePool.ts';

/** What attentive probing is made of. */
export interface ProbeCall extends TokensCall, RunSettings, ProbePoolCall {
  readonly learned: LearnedOptions;
  /** Learning rates to choose from. */
  readonly rates: readonly number[];
}

/**
 * Attentive probing: each pooling is trained together with batch normalisation and a linear head, on all parts but one, and asked
 * for that one. The learning rate is the one whose loss on part 1 is least after training on the parts from 2 on.
 */
export async function probe(call: ProbeCall): Promise<Result> {
  labelsOf(call.list);
  let candidates: readonly Candidate[] = [];
  const ready = await readyTokens(call, (layout) => {
    candidates = learnedCandidates(call.learned, layout);
    baselineOf(candidates, call.baseline);
  });
  const { images } = ready;
  const labels = labelsOf({ from: call.list.from, images });
  const folds = foldsOf(images as readonly (HashedImage & { label: string })[], call.parts, call.seed);
  const rows = await trainAll(call, ready, candidates, labels, folds);
  const baseline = baselineOf(candidates, call.baseline);
  return resultOf(call, ready, {
    ...{ command: 'probe', labels, folds, baseline, rows },
    measures: ['attentive'],
  });
}

async function trainAll(
  call: ProbeCall,
  ready: ReadyTokens,
  candidates: readonly Candidate[],
  labels: readonly string[],
  folds: readonly number[],
): Promise<readonly Row[]> {
  const names = [...new Set(labels)].sort();
  const { epochs, rates, parts } = call;
  const numbers = labels.map((label) => names.indexOf(label));
  const total = candidates.length * (rates.length + parts);
  const pool = probePool(call, ready, { labels: numbers, classes: names.length }, total);
  const within = (isIn: (fold: number) => boolean): readonly number[] =>
    folds.flatMap((fold, i) => (isIn(fold) ? [i] : []));

  const rowOf = async ({ name, spec }: Candidate): Promise<Row> => {
    const tried = await Promise.all(
      rates.map((rate) => {
        const split = { train: within((fold) => fold > 1), test: within((fold) => fold === 1) };
        return pool.ask({ ...split, spec, rate, seed: call.seed }).catch(diverged);
      }),
    );
    const losses = tried.map((one) => ('loss' in one ? one.loss : null));
    const least = Math.min(...losses.map((loss) => loss ?? Number.POSITIVE_INFINITY));
    const [first] = tried;
    if (least === Number.POSITIVE_INFINITY && first instanceof GgemError) throw first;
    const rate = rates[losses.indexOf(least)]!;
    const each: (number | null)[] = labels.map(() => null);
    const answers = await Promise.all(
      Array.from({ length: parts }, async (_, part) => {
        const [train, test] = [within((fold) => fold !== part), within((fold) => fold === part)];
        if (test.length === 0) return undefined;
        const answer = await pool.ask({ train, test, spec, rate, seed: call.seed + part });
        for (const [at, image] of test.entries()) each[image] = Number(answer.named[at] === numbers[image]);
        return answer;
      }),
    );
    const seeds = answers.flatMap((answer, part) =>
      answer === undefined ? [] : [meanOf(each.filter((_, image) => folds[image] === part))],
    );
    const attentive = { mean: meanOf(each), each, seeds };
    const p = answers.find((answer) => answer?.p !== undefined)?.p;
    return {
      ...{ name, spec, results: { attentive } },
      training: { epochs, rate, rates, losses, ...(p !== undefined && { p }) },
    };
  };
  try {
    return await Promise.all(candidates.map(rowOf));
  } finally {
    await pool.end();
  }
}
