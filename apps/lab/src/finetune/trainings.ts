import { copyFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GgemError } from '@ggem/core';
import { fileError } from '@ggem/train/node';
import type { ReadyImages } from '../extract/readyTokens.ts';
import { keptAnswer, keptPath } from '../files/keptAnswer.ts';
import { sha256 } from '../files/sha256.ts';
import type { Candidate } from '../pool/candidate.ts';
import { diverged } from '../probe/diverged.ts';
import { onceEach } from '../threads/onceEach.ts';
import { startThread } from '../threads/startThread.ts';
import { threadPool } from '../threads/threadPool.ts';
import type { HeldOut } from '../trained/held.ts';
import { askedImages, setSizes } from '../trained/heldOut.ts';
import { depthName } from './depthName.ts';
import type { FinetuneCall } from './finetuneCall.ts';
import type {
  Depth,
  FinetuneAnswer,
  FinetuneData,
  FinetuneTask,
  FinetuneTasks,
  SeenAnswer,
  UnseenAnswer,
} from './finetuneTasks.ts';
import { frozenPart } from './frozenPart.ts';
import { keepsPixels } from './pixelCache.ts';
import { workLeft } from './workLeft.ts';

/** Trainings on all threads; those that were done before are taken from the disk. */
export interface Trainings {
  /** What came of it; the error, where its numbers were not finite. */
  readonly train: (candidate: Candidate, depth: Depth, seed: number) => Promise<FinetuneAnswer | GgemError>;
  /** The folder of the tokens that trainings start from. */
  readonly tokens: string;
  readonly end: () => Promise<void>;
}

/** Starts threads for so many trainings. The tokens of a start are computed once, before the first training from there. */
export function trainings(
  call: FinetuneCall,
  { images, found, layout }: ReadyImages,
  split: HeldOut,
  total: number,
): Trainings {
  const { encoder, training: settings, signal } = call;
  const { numbers, classes, train, sets } = split;
  const asked = askedImages(split);
  const data: FinetuneData = {
    ...{ model: encoder.path, tokens: encoder.output },
    ...{ preprocessing: found.preprocessing, size: found.size },
    files: images.map(({ path }) => path),
    ...{ labels: numbers, classes, train, asked },
    ...{ scratch: call.scratch },
    ...(call.hold === 'classes' && { searched: setSizes(split) }),
  };
  const hashes = images.map(({ hash }) => hash);
  const same = [
    1,
    encoder.sha256,
    encoder.output,
    found.preprocessing,
    hashes,
    numbers,
    train,
    ...(sets === undefined ? [] : [asked]),
  ];
  const also = [call.scratch, data.searched].filter((one) => one !== undefined);
  const folder = join(call.cache, 'finetuned');
  const tokens = join(folder, `tokens-${sha256(JSON.stringify(same)).slice(0, 16)}`);
  const blame = (message: string): string => `lab: a model could not be fine-tuned: ${message}.`;
  const pool = threadPool(
    Math.min(call.threads, total),
    () => startThread<FinetuneTasks>('finetune/finetuneThread', blame),
    signal,
  );
  const work = workLeft(total, call.onTraining);

  const once = onceEach();
  const fill = async (task: FinetuneTask): Promise<void> => {
    if (keepsPixels(task)) await once('pixels', () => pool.ask('pixels', task, work.onTokens));
    // All of a model reads images, and no tokens.
    if (task.depth !== 'all') await once(task.cache.name, () => pool.ask('tokens', task, work.onTokens));
  };
  return {
    tokens,
    train: async (candidate, depth, seed) => {
      const { spec, name } = candidate;
      const about = [...same, spec, depth, seed, settings, ...also];
      const path = keptPath({ folder, about });
      const model = call.models === undefined ? undefined : `${path}.onnx`;
      const isKept = model === undefined || (await isFile(model));
      const task: FinetuneTask = {
        ...{ data, spec, depth, seed, settings, model },
        cache: { folder: tokens, name: frozenPart(spec, depth, layout.channels) },
        state: `${path}.state.safetensors`,
      };
      const isWhole = (found: Partial<FinetuneAnswer>): boolean => {
        const { named, neighbours, retrieved } = found as Partial<SeenAnswer & UnseenAnswer>;
        const parts = data.searched === undefined ? [named, neighbours] : [retrieved?.mapAtR];
        return isKept && parts.every((part) => part?.length === asked.length);
      };
      const progress = work.training(`${name}, ${depthName(depth).toLowerCase()}, seed ${seed}`);
      const answer = await keptAnswer({ folder, about, isWhole }, async () => {
        await fill(task);
        return pool.ask('train', task, progress.onStep);
      }).catch(diverged);
      if (model !== undefined && !(answer instanceof GgemError))
        await copyTo(call.models!, model, `${name}, ${depthName(depth).toLowerCase()}, seed ${seed}.onnx`);
      progress.onDone();
      return answer;
    },
    end: pool.end,
  };
}

export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

export async function copyTo(folder: string, from: string, name: string): Promise<void> {
  const path = join(folder, name.replaceAll(/[^\w.-]+/g, '-'));
  try {
    await mkdir(folder, { recursive: true });
    await copyFile(from, path);
  } catch (error) {
    throw fileError('write', path, error);
  }
}
