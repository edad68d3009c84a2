import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { GgemError, type PoolingSpecInput, parseSpec } from '@ggem/core';
import { decodeImage, finalSize, type Preprocessing, preprocess } from '@ggem/embed';
import { imageShape } from '@ggem/onnx/training';
import type { TrainingData } from '../data/trainingData.ts';
import { finetune } from '../finetune.ts';
import { type FileCache, fileCache } from '../node/fileCache.ts';
import { fileError } from '../node/fileError.ts';
import { type ImageList, imagesInCsv, imagesInFolders, split } from '../node/imageList.ts';
import { workerSessions } from '../node/workerSessions.ts';
import { writeWhole } from '../node/writeWhole.ts';
import type { FinetuneOptions } from '../run/finetuneOptions.ts';
import type { Console } from './console.ts';
import { digest, imagesDigest } from './digest.ts';
import type { Values } from './options.ts';
import { preprocessingOf, readPreprocessing } from './preprocessingOf.ts';
import { progressLine } from './progressLine.ts';
import { resultTable } from './resultTable.ts';
import { runFolder } from './runFolder.ts';
import { UsageError } from './usageError.ts';

/** Trains a model from the command line. Gives the exit code: 0, or 130 when it was interrupted. */
export async function train(
  path: string,
  values: Values,
  console: Console,
  signal: AbortSignal,
): Promise<number> {
  const pooling = poolingOf(values);
  const from = startOf(values);
  const settings = settingsIn(values);
  const out = values.out ?? join(dirname(path), `${basename(path, extname(path))}.tuned.onnx`);
  const resume = values.resume ?? false;
  if (!values.force && !resume) await refuseOverwriting(out);
  const list = await imagesOf(values);
  const [own, held] = split(list, values['held-out'] ?? 0.25, values.seed ?? 0);
  const model = await readFile(path).catch((error: unknown) => {
    throw fileError('read', path, error);
  });
  const file = await readPreprocessing(values);
  const [channels, height, width] = imageShape(model, values.size ?? (file && finalSize(file)?.height));
  const how = preprocessingOf(values, file, { height, width });
  const about = {
    model: digest(model),
    data: await imagesDigest(list),
    options: optionsOf(values, pooling, from, how),
  };
  const folder = await runFolder(`${out.replace(/\.onnx$/, '')}.run`, about, resume);
  if (folder.changed.length > 0) console.err(`goes on with other options: ${folder.changed.join(', ')}\n`);
  const workers = values.workers ?? (availableParallelism() > 1 && (values.batch ?? 16) % 2 === 0 ? 2 : 1);
  const sessions = workerSessions(workers);
  const caches: FileCache[] = [];
  console.err(
    `${own.files.length} images to train on, ${held.files.length} held out, ${list.classes.length} classes\n`,
  );
  const dataOf = ({ files, labels }: ImageList): TrainingData => ({
    count: files.length,
    labels,
    image: async (index) => preprocess(await decodeImage(files[index]!), how).data,
  });
  const key = JSON.stringify([about.data, how, values.seed, values['held-out']]);
  try {
    const result = await finetune(model, {
      ...{ pooling, from, classes: list.classes.length, image: [channels, height, width], signal },
      ...settings,
      shards: workers,
      data: dataOf(own),
      ...(held.files.length > 0 && { validation: dataOf(held) }),
      session: sessions.start,
      onProgress: progressLine(console),
      resume: folder.state,
      save: folder.save,
      cache: async (part, floats, front) => {
        const name = `${digest(key, front ?? '')}-${part}`;
        const cache = await fileCache(join(folder.path, 'tokens'), name, floats);
        caches.push(cache);
        return cache;
      },
    });
    if (result.step < result.steps) {
      console.err(`\nStopped after ${result.step} of ${result.steps} steps. Go on with --resume.\n`);
      return 130;
    }
    const front = out.replace(/\.onnx$/, '');
    await writeWhole(out, result.model);
    await writeWhole(`${front}.pooling.json`, result.pooling.json);
    await writeWhole(`${front}.pooling.safetensors`, result.pooling.safetensors);
    await writeWhole(`${front}.classes.json`, `${JSON.stringify(list.classes, null, 2)}\n`);
    for (const line of resultTable(out, result)) console.out(line);
    return 0;
  } finally {
    await sessions.close();
    for (const cache of caches) await cache.close();
  }
}

async function imagesOf({ images, csv }: Values): Promise<ImageList> {
  if (images !== undefined && csv !== undefined)
    throw new UsageError('ggem-train: --images and --csv both came. Give one of them.');
  if (images !== undefined) return imagesInFolders(images);
  if (csv !== undefined) return imagesInCsv(csv);
  throw new UsageError(
    'ggem-train: --images is missing, a folder with a folder of images for each class (or --csv).',
  );
}

function poolingOf({ pooling, groups, p, spec }: Values): PoolingSpecInput {
  if (spec !== undefined && (pooling ?? groups ?? p) !== undefined)
    throw new UsageError('ggem-train: --spec says it all, but --pooling, --groups or --p came too.');
  if (spec === undefined && pooling === undefined) {
    throw new UsageError('ggem-train: --pooling is missing, such as --pooling ggem --groups 3.');
  }
  let given: unknown = {
    type: pooling,
    ...(groups !== undefined && { groups }),
    ...(p !== undefined && { p }),
  };
  if (spec !== undefined) {
    try {
      given = JSON.parse(spec);
    } catch {
      throw new UsageError(
        'ggem-train: --spec must be JSON, such as {"type":"ggem","groups":3}, but it is not. Check its quotes.',
      );
    }
  }
  parseSpec(given as PoolingSpecInput);
  return given as PoolingSpecInput;
}

function startOf({ from, blocks }: Values): NonNullable<FinetuneOptions['from']> {
  if (from !== undefined && blocks !== undefined)
    throw new UsageError('ggem-train: --from and --blocks both came. Give one of them.');
  return from ?? { blocks: blocks ?? 1 };
}

/** The options of `finetune` that are numbers. */
function settingsIn(values: Values): Partial<FinetuneOptions> {
  const { loss } = values;
  if (loss !== undefined && loss !== 'crossEntropy' && loss !== 'normSoftmax') {
    throw new UsageError(
      `ggem-train: --loss must be crossEntropy or normSoftmax, but ${JSON.stringify(loss)} came.`,
    );
  }
  if (values.mixup !== undefined && !values.augment)
    throw new UsageError('ggem-train: --mixup mixes images, so that --augment must come too.');
  return {
    ...{
      loss,
      tokens: values.tokens,
      epochs: values.epochs,
      batch: values.batch,
      rate: values.rate,
      seed: values.seed,
    },
    ...{
      poolingRate: values['pooling-rate'],
      layerDecay: values['layer-decay'],
      weightDecay: values['weight-decay'],
    },
    labelSmoothing: values['label-smoothing'],
    augment: values.augment ? { mixup: values.mixup } : undefined,
  };
}

/** Everything that the result depends on, for `run.json`. */
function optionsOf(
  values: Values,
  pooling: PoolingSpecInput,
  from: unknown,
  preprocessing: Preprocessing,
): Readonly<Record<string, unknown>> {
  const { images: _, csv: __, out: ___, force: ____, resume: _____, ...rest } = values;
  return JSON.parse(JSON.stringify({ ...rest, preprocessing, spec: pooling, from })) as Record<
    string,
    unknown
  >;
}

async function refuseOverwriting(path: string): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new GgemError(
      'value',
      `finetune: out must be a new file, but ${path} is there. Add --force to overwrite it, or name another with --out.`,
    );
}
