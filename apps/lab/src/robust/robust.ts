import { baselineOf, modelOf, type RunSettings } from '../compare/resultOf.ts';
import { hashImages } from '../extract/hashImages.ts';
import { type ReadyTokens, readyTokens, type TokensCall } from '../extract/readyTokens.ts';
import { foldsOf } from '../measure/folds.ts';
import type { Candidate } from '../pool/candidate.ts';
import { type CandidateOptions, listCandidates } from '../pool/listCandidates.ts';
import { poolVectors } from '../pool/poolVectors.ts';
import { labelsOf } from '../read/imageList.ts';
import { refuse } from '../refuse.ts';
import { versionsOf } from '../versionsOf.ts';
import { measureRobust, type RobustOutcomes } from './measureRobust.ts';
import type { RobustResult } from './robustResult.ts';
import { robustRows } from './robustRows.ts';
import { byVariant, variantNames } from './variants.ts';
import { writeVariants } from './writeVariants.ts';

/** What is measured on images with masks. */
export interface RobustCall extends TokensCall, RunSettings {
  readonly candidates: CandidateOptions;
  /** What is trained on originals. */
  readonly by: 'knn' | 'probe';
  /** Where the variants are written. */
  readonly folder: string;
  readonly onVariants: (done: number, total: number) => void;
}

/** Measures how much poolings lean on backgrounds: the variants of ImageNet-9, made from images and their masks. */
export async function robust(call: RobustCall): Promise<RobustResult> {
  const { encoder, signal, on } = call;
  const { hashed: given, broken: missing } = await hashImages(call.list.images, signal);
  const isLabelled = given.some(({ label }) => label !== undefined);
  const all = isLabelled ? labelsOf({ from: call.list.from, images: given }) : undefined;
  const foldsOfAll =
    all &&
    foldsOf(
      given.map(({ hash }, i) => ({ hash, label: all[i]! })),
      call.parts,
      call.seed,
    );
  const written = await writeVariants({
    ...call,
    images: given,
    labels: all,
    folds: foldsOfAll,
    onProgress: call.onVariants,
  });
  const { used, files } = written;
  const broken = [...missing, ...written.broken];
  if (used.length < 2) {
    refuse('value', {
      rule: 'two images or more must have a mask of their size',
      came: broken.length === 0 ? 'there are fewer' : `${broken[0]!.name}: ${broken[0]!.why}`,
      fix: 'Give a CSV with path, mask and, for accuracies, label.',
    });
  }
  const entries = variantNames.flatMap((name) =>
    files[name].flatMap((path, at) => (path === undefined ? [] : [{ path, name: `${name}/${at}` }])),
  );
  let candidates: readonly Candidate[] = [];
  const ready = await readyTokens({ ...call, list: { from: call.folder, images: entries } }, (layout) => {
    candidates = listCandidates(call.candidates, layout, encoder.pools);
    baselineOf(candidates, call.baseline);
  });
  const { images } = ready;
  const rowOf = new Map(images.map(({ name }, row) => [name, row]));
  const rows = byVariant((name) => used.map((_, at) => rowOf.get(`${name}/${at}`)));
  const lost = used.find((_, at) => rows.original[at] === undefined);
  if (lost !== undefined) {
    refuse('value', {
      rule: 'the model must give finite tokens for each original',
      came: `for ${given[lost]!.name} it does not`,
      fix: 'Take the image out of the CSV.',
    });
  }
  const labels = all && used.map((i) => all[i]!);
  const folds = foldsOfAll && used.map((i) => foldsOfAll[i]!);

  const measured: (Candidate & RobustOutcomes)[] = [];
  for await (const [candidate, vectors] of poolVectors(candidates, images, { ...ready, signal })) {
    const outcomes = await measureRobust({ vectors, rows, labels, folds, parts: call.parts, by: call.by });
    measured.push({ ...candidate, ...outcomes });
    on.measuring(measured.length, candidates.length);
  }
  const baseline = baselineOf(candidates, call.baseline);
  const names = used.map((i) => given[i]!.name);
  return resultOf(call, ready, {
    images: {
      from: call.list.from,
      names,
      hashes: used.map((i) => given[i]!.hash),
      labels,
      parts: folds,
      broken,
    },
    baseline,
    rows: robustRows(measured, baseline, labels ?? names, call),
  });
}

async function resultOf(
  { encoder, ...call }: RobustCall,
  { found, layout }: ReadyTokens,
  known: Pick<RobustResult, 'images' | 'baseline' | 'rows'>,
): Promise<RobustResult> {
  const { by, parts, seed, draws, level, synthetic } = call;
  return {
    format: 'ggem-lab-robust',
    version: 1,
    model: modelOf(encoder, layout),
    preprocessing: { from: found.from, is: found.preprocessing },
    settings: { by, parts, seed, draws, level },
    versions: await versionsOf(),
    synthetic,
    ...known,
  };
}
