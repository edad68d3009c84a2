import { readFile, rm } from 'node:fs/promises';
import { classifyByNeighbours } from '@ggem/analysis';
import { cacheTokens, type Features, type FinetuneOptions, finetune, sessionsOf } from '@ggem/train';
import { writeWhole } from '@ggem/train/node';
import * as runtime from 'onnxruntime-node';
import { readBytes } from '../files/readBytes.ts';
import { neighbours, type RetrievalMeasure, retrievalMeasures } from '../measure/measures.ts';
import { measureVectors } from '../measure/measureVectors.ts';
import { serveThread } from '../threads/serveThread.ts';
import type {
  FinetuneAnswer,
  FinetuneData,
  FinetuneStep,
  FinetuneTask,
  FinetuneTasks,
  UnseenAnswer,
} from './finetuneTasks.ts';
import { openFiles } from './openFiles.ts';
import { fillPixels, keepsPixels, pixelCache, pixelsOf } from './pixelCache.ts';
import { scratchModel } from './scratch.ts';
import { startOf } from './startOf.ts';

// A thread that fine-tunes one model after the other, with one thread of onnxruntime: the results do not depend on how many
// threads there are.

type Tell = (step: FinetuneStep) => void;

/** Calls a function with the options of a task and closes its files afterwards. */
async function withOptions<T>(
  task: FinetuneTask,
  signal: AbortSignal,
  tell: Tell,
  call: (options: FinetuneOptions & Required<Pick<FinetuneOptions, 'cache'>>) => Promise<T>,
): Promise<T> {
  const { data, spec, depth, seed, settings, cache } = task;
  const files = openFiles(cache);
  const pixels = keepsPixels(task) ? await pixelCache(task) : undefined;
  if (pixels !== undefined) files.add(pixels);
  const imagesOf = (images: readonly number[]): FinetuneOptions['data'] => ({
    count: images.length,
    labels: images.map((image) => data.labels[image]!),
    image: (index) => pixelsOf(data, images[index]!, pixels),
  });
  try {
    return await call({
      ...settings,
      ...{ pooling: spec, seed, signal, classes: data.classes },
      // A model from nothing pools in the place of its class token: nothing stays beside it.
      tokens: data.scratch === undefined ? data.tokens : undefined,
      from: startOf(depth),
      image: [3, data.size.height, data.size.width],
      data: imagesOf(data.train),
      // The head has no classes for what no training sees.
      validation: { ...imagesOf(data.asked), ...(data.searched !== undefined && { labels: undefined }) },
      session: sessionsOf(runtime),
      onProgress: ({ done, total, loss }) => tell({ done, total, loss }),
      cache: files.cache,
    });
  } finally {
    await files.close();
  }
}

async function modelOf({ data, seed }: FinetuneTask): Promise<Uint8Array> {
  return data.scratch === undefined ? readBytes(data.model) : scratchModel(data.scratch, seed);
}

async function tokens(task: FinetuneTask, signal: AbortSignal, tell: Tell): Promise<undefined> {
  const model = await modelOf(task);
  await withOptions(task, signal, tell, (options) => cacheTokens(model, options));
  signal.throwIfAborted();
  return undefined;
}

async function train(task: FinetuneTask, signal: AbortSignal, tell: Tell): Promise<FinetuneAnswer> {
  const { data, state } = task;
  const model = await modelOf(task);
  const resume = await readFile(state).catch(() => undefined);
  const { after, features, parameters, ...tuned } = await withOptions(task, signal, tell, (options) =>
    finetune(model, {
      ...options,
      ...{ resume, features: true },
      save: (bytes) => writeWhole(state, bytes),
    }),
  );
  signal.throwIfAborted();
  const vectors = { known: features!.data, asked: features!.validation! };
  const found =
    data.searched === undefined
      ? { named: after!.named, neighbours: await votes(data, vectors, signal) }
      : { retrieved: await retrieved(data, vectors.asked, signal) };
  if (task.model !== undefined) await writeWhole(task.model, tuned.model);
  await rm(state, { force: true });
  return {
    ...found,
    ...(parameters.p !== undefined && { p: parameters.p }),
  };
}

function labelsOf({ labels }: FinetuneData, images: readonly number[]): readonly number[] {
  return images.map((image) => labels[image]!);
}

/** The class that neighbours among the images of the training vote for. */
async function votes(
  data: FinetuneData,
  { known, asked }: { readonly known: Features; readonly asked: Features },
  signal: AbortSignal,
): Promise<readonly number[]> {
  const k = Math.min(neighbours, data.train.length);
  const vectors = { data: known.data, shape: [data.train.length, known.width] };
  const voted = await classifyByNeighbours({
    known: { vectors, labels: labelsOf(data, data.train) },
    asked: { data: asked.data, shape: [data.asked.length, asked.width] },
    k: [k],
    signal,
  });
  return voted[k]!;
}

/** What is found for each image among the others of its set. */
async function retrieved(
  data: FinetuneData,
  { data: all, width }: Features,
  signal: AbortSignal,
): Promise<UnseenAnswer['retrieved']> {
  const outcomes: Record<RetrievalMeasure, (number | null)[]> = { mapAtR: [], rPrecision: [], recallAt1: [] };
  let from = 0;
  for (const count of data.searched!) {
    const own = data.asked.slice(from, from + count);
    const set = all.subarray(from * width, (from + count) * width);
    from += count;
    const measured = await measureVectors({
      vectors: { data: set, shape: [count, width] },
      labels: labelsOf(data, own).map(String),
      ...{ folds: [], parts: 0, wanted: retrievalMeasures, signal },
    });
    for (const measure of retrievalMeasures) {
      outcomes[measure] = outcomes[measure].concat(measured.outcomes[measure]!);
    }
  }
  return outcomes;
}

serveThread<FinetuneTasks>({
  pixels: async (task, signal, tell) => {
    await fillPixels(task, signal, tell);
    signal.throwIfAborted();
    return undefined;
  },
  tokens,
  train,
});
