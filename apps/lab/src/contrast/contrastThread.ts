import { readFile, rm } from 'node:fs/promises';
import { cacheTokens, type FinetuneOptions, finetune, sessionsOf, textEncoder } from '@ggem/train';
import { writeWhole } from '@ggem/train/node';
import * as runtime from 'onnxruntime-node';
import { readBytes } from '../files/readBytes.ts';
import type { FinetuneStep } from '../finetune/finetuneTasks.ts';
import { openFiles } from '../finetune/openFiles.ts';
import { fillPixels, keepsPixels, pixelCache, pixelsOf } from '../finetune/pixelCache.ts';
import { startOf } from '../finetune/startOf.ts';
import { measurePairs } from '../pairs/measurePairs.ts';
import { unitTexts } from '../pairs/unitTexts.ts';
import type { Rows } from '../read/readNpy.ts';
import { serveThread } from '../threads/serveThread.ts';
import type { ContrastAnswer, ContrastTask, ContrastTasks } from './contrastTasks.ts';
import { textFile } from './textFile.ts';

// A thread that trains a vision model and a text encoder, one pair after the other, with one thread of onnxruntime.

type Tell = (step: FinetuneStep) => void;

/** Where the temperature of the cosines starts, as in CLIP. */
const temperature = { start: 0.07 } as const;

/** Heads of the text encoder. */
const heads = 4;

/** Calls a function with the options of a task and closes its files afterwards. */
async function withOptions<T>(
  task: ContrastTask,
  signal: AbortSignal,
  tell: Tell,
  call: (options: FinetuneOptions & Required<Pick<FinetuneOptions, 'cache'>>) => Promise<T>,
): Promise<T> {
  const { data, spec, depth, seed, settings, cache, texts } = task;
  const files = openFiles(cache);
  const pixels = keepsPixels({ data, depth, settings: {} }) ? await pixelCache(task) : undefined;
  if (pixels !== undefined) files.add(pixels);
  const imagesOf = (images: readonly number[]): FinetuneOptions['data'] => ({
    count: images.length,
    texts: (index) => texts.captions[images[index]!]!,
    image: (index) => pixelsOf(data, images[index]!, pixels),
  });
  const { count: words, tokens, width, blocks } = texts;
  try {
    return await call({
      ...settings,
      ...{ pooling: spec, seed, signal, classes: width, tokens: data.tokens, loss: 'infoNce', temperature },
      text: textEncoder({ words, tokens, width, depth: blocks, heads, out: width, seed }),
      from: startOf(depth),
      image: [3, data.size.height, data.size.width],
      data: imagesOf(data.train),
      validation: imagesOf(data.test),
      session: sessionsOf(runtime),
      onProgress: ({ done, total, loss }) => tell({ done, total, loss }),
      cache: files.cache,
    });
  } finally {
    await files.close();
  }
}

async function pixels(task: ContrastTask, signal: AbortSignal, tell: Tell): Promise<undefined> {
  await fillPixels(task, signal, tell);
  signal.throwIfAborted();
  return undefined;
}

async function tokens(task: ContrastTask, signal: AbortSignal, tell: Tell): Promise<undefined> {
  const model = await readBytes(task.data.model);
  await withOptions(task, signal, tell, (options) => cacheTokens(model, options));
  signal.throwIfAborted();
  return undefined;
}

async function train(task: ContrastTask, signal: AbortSignal, tell: Tell): Promise<ContrastAnswer> {
  const { data, state, texts, wanted } = task;
  const model = await readBytes(data.model);
  const resume = await readFile(state).catch(() => undefined);
  const { features, parameters, ...tuned } = await withOptions(task, signal, tell, (options) =>
    finetune(model, {
      ...options,
      ...{ resume, features: true },
      save: (bytes) => writeWhole(state, bytes),
    }),
  );
  signal.throwIfAborted();
  const vectorsOf = await encoded(tuned.text!, texts.tokens);
  const captions = data.test.map((image) => texts.captions[image]!);
  let row = 0;
  const captionRows = captions.map((ids) => ids.map(() => row++));
  const { labels, prompts } = texts;
  const units = unitTexts(
    {
      captions: await vectorsOf(captions.flat()),
      ...(prompts && { prompts: { labels: prompts.labels, vectors: await vectorsOf(prompts.ids) } }),
    },
    captionRows,
  );
  const { width, data: images } = features!.validation!;
  const outcomes = await measurePairs({
    vectors: { data: images, shape: [data.test.length, width] },
    ...{ texts: units, captionRows, parts: 1, wanted, signal },
    labels: labels && data.test.map((image) => labels[image]!),
  });
  if (task.model !== undefined) {
    await writeWhole(task.model, tuned.model);
    await writeWhole(textFile(task.model), tuned.text!);
  }
  await rm(state, { force: true });
  return {
    outcomes,
    temperature: tuned.temperature!,
    ...(parameters.p !== undefined && { p: parameters.p }),
  };
}

/** Vectors of texts by a text encoder. */
async function encoded(
  model: Uint8Array,
  tokens: number,
): Promise<(ids: readonly (readonly number[])[]) => Promise<Rows>> {
  const session = await runtime.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  return async (ids) => {
    const data = BigInt64Array.from(ids.flat(), BigInt);
    const results = await session.run({ input_ids: new runtime.Tensor('int64', data, [ids.length, tokens]) });
    const { data: vectors, dims } = results.text_embeds!;
    return { data: vectors as Float32Array, shape: [ids.length, dims[1]!] };
  };
}

serveThread<ContrastTasks>({ pixels, tokens, train });
