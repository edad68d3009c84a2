import { GgemError } from '@ggem/core';
import { type TrainingModels, trainingModels } from '@ggem/onnx/training';
import { memoryCache } from '../data/tokenCache.ts';
import type { TrainingData } from '../data/trainingData.ts';
import type { FinetuneOptions } from './finetuneOptions.ts';
import { type SessionPool, sessionPool } from './sessionPool.ts';
import { type Settings, settingsOf } from './settings.ts';
import { type TokenSource, tokenSource } from './tokenSource.ts';

/** What a run works with, from its options. */
export interface OpenRun {
  readonly settings: Settings;
  /** The options of the models. */
  readonly training: Parameters<typeof trainingModels>[1];
  readonly models: TrainingModels;
  readonly pool: SessionPool;
  /** The tokens of the images to train on, and of those held out. */
  readonly sources: () => Promise<Sources>;
}

/** Where tokens come from. */
export interface Sources {
  readonly source: TokenSource;
  readonly held?: { readonly source: TokenSource; readonly data: TrainingData } | undefined;
}

/** Makes the models of a run, and the sessions, which load once they are needed. */
export function openRun(model: Uint8Array, options: FinetuneOptions): OpenRun {
  const settings = settingsOf(options);
  const { shards, batch } = settings;
  const training = { ...options, from: options.from ?? { blocks: 1 }, batch: batch / shards };
  const models = trainingModels(model, training);
  if (options.loss === 'normSoftmax' && !models.weights.some(({ name }) => name === models.start.head.weight))
    throw new GgemError('value', 'finetune: normSoftmax trains the head, so that it must not be frozen.');
  const pool = sessionPool(models, options.session);
  const floats = models.fromShape.reduce((n, m) => n * m, 1) / models.fromShape[0]!;
  const cacheOf = options.cache ?? memoryCache;
  const open = async (part: 'data' | 'validation', data: TrainingData): Promise<TokenSource> =>
    tokenSource(models, data, await cacheOf(part, floats, models.front), pool);
  return {
    ...{ settings, training, models, pool },
    sources: async () => {
      const { data, validation } = options;
      const source = await open('data', data);
      if (validation === undefined) return { source };
      return { source, held: { source: await open('validation', validation), data: validation } };
    },
  };
}

/** Computes the tokens that are missing. Where images change each time, those to train on are needed for measures alone. */
export async function fillTokens(
  { source, held }: Sources,
  { augment, features, signal, onProgress = () => {} }: FinetuneOptions,
  { shards }: Settings,
): Promise<void> {
  const isRead = augment === undefined || held !== undefined || features === true;
  if (isRead) await source.fill(shards, onProgress, signal);
  await held?.source.fill(shards, onProgress, signal);
}
