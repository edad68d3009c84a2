import { classifyByNeighbours, linearProbe, retrieval } from '@ggem/analysis';
import type { Vectors } from '../pool/poolVectors.ts';
import { neighbours, type Outcome, type VectorMeasure } from './measures.ts';

/** Vectors to measure, and which part each image is in. */
export interface MeasureCall {
  readonly vectors: Vectors;
  readonly labels: readonly string[];
  readonly folds: readonly number[];
  readonly parts: number;
  readonly wanted: readonly VectorMeasure[];
  readonly signal?: AbortSignal | undefined;
}

/** What came of each image. */
export interface Measured {
  readonly outcomes: Readonly<Partial<Record<VectorMeasure, Outcome>>>;
  /** The nearest image of each; where retrieval was measured. */
  readonly nearest?: Outcome | undefined;
}

/** The outcome of each image by each measure. */
export async function measureVectors(call: MeasureCall): Promise<Measured> {
  const wants = (...names: readonly VectorMeasure[]): boolean =>
    names.some((name) => call.wanted.includes(name));
  const found = wants('mapAtR', 'rPrecision', 'recallAt1') ? await byRetrieval(call) : undefined;
  const outcomes = {
    ...found?.outcomes,
    ...(wants('knn') && { knn: await byNeighbours(call) }),
    ...(wants('probe') && { probe: await byProbe(call) }),
  };
  return {
    outcomes: Object.fromEntries(call.wanted.map((name) => [name, outcomes[name]!])),
    nearest: found?.nearest,
  };
}

async function byRetrieval({ vectors, labels, signal }: MeasureCall) {
  const found = await retrieval({ vectors, labels, signal });
  const spread = (each: ArrayLike<number>): Outcome => {
    const all: (number | null)[] = labels.map(() => null);
    for (const [i, query] of found.queries.entries()) all[query] = each[i]!;
    return all;
  };
  return {
    outcomes: {
      mapAtR: spread(found.meanAveragePrecisionAtR.each),
      rPrecision: spread(found.rPrecision.each),
      recallAt1: spread(found.recallAt[1]!.each),
    },
    nearest: spread(found.nearest),
  };
}

async function byNeighbours(call: MeasureCall): Promise<Outcome> {
  return overParts(call, async (part) => {
    const known = rowsOf(call, (fold) => fold !== part);
    const k = Math.min(neighbours, known.labels.length);
    const asked = rowsOf(call, (fold) => fold === part).vectors;
    return (await classifyByNeighbours({ known, asked, k: [k], signal: call.signal }))[k]!;
  });
}

async function byProbe(call: MeasureCall): Promise<Outcome> {
  return overParts(call, async (part) => {
    const next = (part + 1) % call.parts;
    const train = rowsOf(call, (fold) => fold !== part && fold !== next);
    const validation = rowsOf(call, (fold) => fold === next);
    const asked = rowsOf(call, (fold) => fold === part).vectors;
    return (await linearProbe({ train, validation, asked, signal: call.signal })).predictions;
  });
}

/** Predicts each part from the others, so that each image is asked for once. */
async function overParts(
  { labels, folds, parts }: MeasureCall,
  predict: (part: number) => Promise<readonly string[]>,
): Promise<Outcome> {
  const outcome: (number | null)[] = labels.map(() => null);
  for (let part = 0; part < parts; part++) {
    const own = folds.flatMap((fold, i) => (fold === part ? [i] : []));
    if (own.length === 0) continue;
    const predictions = await predict(part);
    for (const [at, image] of own.entries()) outcome[image] = Number(predictions[at] === labels[image]);
  }
  return outcome;
}

function rowsOf({ vectors, labels, folds }: MeasureCall, isIn: (fold: number) => boolean) {
  const images = folds.flatMap((fold, i) => (isIn(fold) ? [i] : []));
  const [, width] = vectors.shape;
  const data = new Float32Array(images.length * width);
  for (const [at, image] of images.entries()) {
    data.set(vectors.data.subarray(image * width, (image + 1) * width), at * width);
  }
  return { vectors: { data, shape: [images.length, width] }, labels: images.map((image) => labels[image]!) };
}
