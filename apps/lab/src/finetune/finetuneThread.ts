import { readFile, rm } from 'node:fs/promises';
import { classifyByNeighbours } from '@ggem/analysis';
import { decodeImage, preprocess } from '@ggem/embed';
import { cacheTokens, type FinetuneOptions, finetune, sessionsOf } from '@ggem/train';
import { type FileCache, fileCache, writeWhole } from '@ggem/train/node';
import * as runtime from 'onnxruntime-node';
import { readBytes } from '../files/readBytes.ts';
import { neighbours } from '../measure/measures.ts';
import { serveThread } from '../threads/serveThread.ts';
import type { Depth, FinetuneAnswer, FinetuneStep, FinetuneTask, FinetuneTasks } from './finetuneTasks.ts';

// A thread that fine-tunes one model after the other, with one thread of onnxruntime: the results do not depend on how many
// threads there are.

type Tell = (step: FinetuneStep) => void;

/** Calls a function with the options of a task and closes its files afterwards. */
async function withOptions<T>(
  { data, spec, depth, seed, settings, cache }: FinetuneTask,
  signal: AbortSignal,
  tell: Tell,
  call: (options: FinetuneOptions & Required<Pick<FinetuneOptions, 'cache'>>) => Promise<T>,
): Promise<T> {
  const files: FileCache[] = [];
  const imagesOf = (images: readonly number[]): FinetuneOptions['data'] => ({
    count: images.length,
    labels: images.map((image) => data.labels[image]!),
    image: async (index) => {
      return preprocess(await decodeImage(data.files[images[index]!]!), data.preprocessing).data;
    },
  });
  try {
    return await call({
      ...settings,
      ...{ pooling: spec, seed, signal, classes: data.classes, tokens: data.tokens },
      from: startOf(depth),
      image: [3, data.size.height, data.size.width],
      data: imagesOf(data.train),
      validation: imagesOf(data.asked),
      session: sessionsOf(runtime),
      onProgress: ({ done, total, loss }) => tell({ done, total, loss }),
      cache: async (part, floats) => {
        const file = await fileCache(cache.folder, `${cache.name}-${part}`, floats);
        files.push(file);
        return file;
      },
    });
  } finally {
    for (const file of files) await file.close();
  }
}

function startOf(depth: Depth): NonNullable<FinetuneOptions['from']> {
  if (depth === 'all') return 'all';
  return depth === 0 ? 'head' : { blocks: depth };
}

async function tokens(task: FinetuneTask, signal: AbortSignal, tell: Tell): Promise<undefined> {
  const model = await readBytes(task.data.model);
  await withOptions(task, signal, tell, (options) => cacheTokens(model, options));
  signal.throwIfAborted();
  return undefined;
}

async function train(task: FinetuneTask, signal: AbortSignal, tell: Tell): Promise<FinetuneAnswer> {
  const { data, state } = task;
  const model = await readBytes(data.model);
  const resume = await readFile(state).catch(() => undefined);
  const { after, features, parameters, ...tuned } = await withOptions(task, signal, tell, (options) =>
    finetune(model, {
      ...options,
      ...{ resume, features: true },
      save: (bytes) => writeWhole(state, bytes),
    }),
  );
  signal.throwIfAborted();
  const of = (images: readonly number[]): readonly number[] => images.map((image) => data.labels[image]!);
  const { data: known, validation: asked } = features!;
  const k = Math.min(neighbours, data.train.length);
  const voted = await classifyByNeighbours({
    known: { vectors: { data: known.data, shape: [data.train.length, known.width] }, labels: of(data.train) },
    asked: { data: asked!.data, shape: [data.asked.length, asked!.width] },
    k: [k],
    signal,
  });
  if (task.model !== undefined) await writeWhole(task.model, tuned.model);
  await rm(state, { force: true });
  return {
    named: after!.named,
    neighbours: voted[k]!,
    ...(parameters.p !== undefined && { p: parameters.p }),
  };
}

serveThread<FinetuneTasks>({ tokens, train });
