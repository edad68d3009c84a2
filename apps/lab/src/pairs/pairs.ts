import { meanOf } from '../compare/against.ts';
import { looksOf } from '../compare/looksOf.ts';
import type { Result, Row } from '../compare/result.ts';
import { baselineOf, type RunSettings, resultOf } from '../compare/resultOf.ts';
import { readyTokens, type TokensCall } from '../extract/readyTokens.ts';
import { foldsOf } from '../measure/folds.ts';
import { type PairMeasure, pairMeasures } from '../measure/measures.ts';
import type { Candidate } from '../pool/candidate.ts';
import { type CandidateOptions, listCandidates } from '../pool/listCandidates.ts';
import { poolVectors } from '../pool/poolVectors.ts';
import { refuse } from '../refuse.ts';
import { measurePairs } from './measurePairs.ts';
import { pairTexts, type TextOptions, type TextWork } from './pairTexts.ts';
import { unitTexts } from './unitTexts.ts';

/** Which poolings, on images with which texts. */
export interface PairsCall extends TokensCall, RunSettings, TextOptions {
  readonly candidates: CandidateOptions;
  /** `shared`: images and texts are in one space already. `linear`: a linear map is learnt, on other parts of the images. */
  readonly space: 'shared' | 'linear';
  /** Hears of each text that went through `textModel`. */
  readonly onText?: TextWork['onText'] | undefined;
}

/** How well images find their texts, and texts their images, for each pooling of the images. */
export async function pairs(call: PairsCall): Promise<Result> {
  const { encoder, list, signal, on, space, parts } = call;
  const given = list.images.filter(({ captionRows = [] }) => captionRows.length > 0);
  if (given.length < 2 * parts) tooFew(list.from, given.length, 2 * parts);
  const texts = await pairTexts(given, call, { onText: call.onText ?? (() => {}), signal });
  let candidates: readonly Candidate[] = [];
  const ready = await readyTokens(
    { ...call, list: { ...list, images: given } },
    ({ channels, ...layout }) => {
      candidates = listCandidates(call.candidates, { channels, ...layout }, encoder.pools);
      baselineOf(candidates, call.baseline);
      if (space === 'shared') checkSpace(channels, texts.captions.shape[1]);
    },
  );
  const { images } = ready;
  if (images.length < 2 * parts) tooFew(list.from, images.length, 2 * parts);
  const isLabelled = images.every(({ label }) => label !== undefined);
  if (texts.prompts !== undefined && !isLabelled) {
    refuse('value', {
      rule: 'zero-shot classification needs the class of each image',
      came: `${images.find(({ label }) => label === undefined)!.name} has none`,
      fix: 'Add a column label to the CSV.',
    });
  }
  // Without classes each image is one of its own.
  const labels = images.map(({ name, label }) => (isLabelled ? label! : name));
  const folds = foldsOf(
    images.map(({ hash }) => ({ hash, label: '' })),
    parts,
    call.seed,
  );
  const least = space === 'shared' ? images.length : smallestPart(folds, parts);
  const measures = pairMeasures.filter((name) => isAsked(name, least, texts.prompts !== undefined));
  const captionRows = images.map(({ captionRows: rows }) => rows!);
  const units = unitTexts(texts, captionRows);
  const rows: Row[] = [];
  for await (const [candidate, vectors] of poolVectors(candidates, images, { ...ready, signal })) {
    const outcomes = await measurePairs({
      ...{ vectors, texts: units, captionRows, parts, signal },
      ...(isLabelled && { labels }),
      ...(space === 'linear' && { folds }),
      wanted: measures,
    });
    const results = measures.map((name) => {
      const each = outcomes[name]!;
      return [name, { mean: meanOf(each), each }] as const;
    });
    rows.push({ ...candidate, results: Object.fromEntries(results) });
    on.measuring(rows.length, candidates.length);
  }
  const counts = captionRows.map(({ length }) => length);
  return resultOf(call, ready, {
    ...{ command: 'pairs', labels, folds, measures, rows },
    looks: await looksOf(candidates, ready, signal),
    baseline: baselineOf(candidates, call.baseline),
    texts: { kind: texts.kind, says: texts.says, space, counts, gallery: least, hasClasses: isLabelled },
  });
}

/** Beyond the smallest part nothing is asked; prompts only where there are some. */
export function isAsked(name: PairMeasure, least: number, hasPrompts: boolean): boolean {
  if (name === 'zeroShot') return hasPrompts;
  return Number(/\d+$/.exec(name)![0]) <= least;
}

function smallestPart(folds: readonly number[], parts: number): number {
  const sizes = Array.from({ length: parts }, (_, part) => folds.filter((fold) => fold === part).length);
  return Math.min(...sizes);
}

function tooFew(from: string, came: number, wanted: number): never {
  return refuse('value', {
    rule: `${from} must name ${wanted} images with a caption or more`,
    came: came === 0 ? 'it has none' : `there are ${came}`,
    fix: 'Give a CSV with path and caption, an image with several captions in several lines.',
  });
}

function checkSpace(channels: number, width: number): void {
  if (channels === width) return;
  refuse('shape', {
    rule: `in a shared space texts must have the ${channels} channels of tokens`,
    came: `they have ${width}`,
    fix: 'Name tokens in the space of texts (--tokens), or leave --space out: a linear map is learnt.',
  });
}
