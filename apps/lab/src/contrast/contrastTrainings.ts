import { join } from 'node:path';
import { GgemError } from '@ggem/core';
import type { ReadyTokens } from '../extract/readyTokens.ts';
import { keptAnswer, keptPath } from '../files/keptAnswer.ts';
import { sha256 } from '../files/sha256.ts';
import { depthName } from '../finetune/depthName.ts';
import { frozenPart } from '../finetune/frozenPart.ts';
import { keepsPixels } from '../finetune/pixelCache.ts';
import { copyTo, isFile } from '../finetune/trainings.ts';
import { workLeft } from '../finetune/workLeft.ts';
import type { PairMeasure } from '../measure/measures.ts';
import type { Candidate } from '../pool/candidate.ts';
import { diverged } from '../probe/diverged.ts';
import { onceEach } from '../threads/onceEach.ts';
import { startThread } from '../threads/startThread.ts';
import { threadPool } from '../threads/threadPool.ts';
import type { ContrastCall } from './contrastCall.ts';
import type {
  ContrastAnswer,
  ContrastData,
  ContrastTask,
  ContrastTasks,
  ContrastTexts,
} from './contrastTasks.ts';
import { textFile } from './textFile.ts';

/** What all trainings have in common. */
export interface ContrastShared {
  readonly texts: ContrastTexts;
  readonly wanted: readonly PairMeasure[];
  readonly train: readonly number[];
  readonly test: readonly number[];
  /** How many trainings there are. */
  readonly total: number;
}

/** Trainings on all threads; those that were done before are taken from the disk. */
export interface ContrastTrainings {
  /** What came of it; the error, where its numbers were not finite. */
  readonly train: (candidate: Candidate, seed: number) => Promise<ContrastAnswer | GgemError>;
  /** The folder of the tokens that trainings start from. */
  readonly tokens: string;
  readonly end: () => Promise<void>;
}

/** Starts threads. The tokens of a start are computed once, before the first training from there. */
export function contrastTrainings(
  call: ContrastCall,
  { images, found, layout }: ReadyTokens,
  { texts, wanted, train, test, total }: ContrastShared,
): ContrastTrainings {
  const { encoder, depth, training: settings, signal } = call;
  const data: ContrastData = {
    ...{ model: encoder.path, tokens: encoder.output },
    ...{ preprocessing: found.preprocessing, size: found.size },
    files: images.map(({ path }) => path),
    ...{ train, test },
  };
  const hashes = images.map(({ hash }) => hash);
  const same = [1, encoder.sha256, encoder.output, found.preprocessing, hashes, train, test];
  const folder = join(call.cache, 'contrasted');
  const tokens = join(folder, `tokens-${sha256(JSON.stringify(same)).slice(0, 16)}`);
  const about = (spec: Candidate['spec'], seed: number) => [
    ...same,
    texts,
    wanted,
    spec,
    depth,
    seed,
    settings,
  ];
  const blame = (message: string): string => `lab: images and texts could not be trained: ${message}.`;
  const pool = threadPool(
    Math.min(call.threads, total),
    () => startThread<ContrastTasks>('contrast/contrastThread', blame),
    signal,
  );
  const work = workLeft(total, call.onTraining);
  const once = onceEach();
  const fill = async (task: ContrastTask): Promise<void> => {
    if (keepsPixels({ data, depth, settings: {} }))
      await once('pixels', () => pool.ask('pixels', task, work.onTokens));
    // All of a model reads images, and no tokens.
    if (depth !== 'all') await once(task.cache.name, () => pool.ask('tokens', task, work.onTokens));
  };
  return {
    tokens,
    train: async ({ spec, name }, seed) => {
      const place = { folder, about: about(spec, seed) };
      const path = keptPath(place);
      const model = call.models === undefined ? undefined : `${path}.onnx`;
      const isKept = model === undefined || ((await isFile(model)) && (await isFile(textFile(model))));
      const task: ContrastTask = {
        ...{ data, spec, depth, seed, settings, model, texts, wanted },
        cache: { folder: tokens, name: frozenPart(spec, depth, layout.channels) },
        state: `${path}.state.safetensors`,
      };
      const isWhole = ({ outcomes }: Partial<ContrastAnswer>): boolean =>
        isKept && wanted.every((measure) => outcomes?.[measure]?.length === test.length);
      const said = `${name}, ${depthName(depth).toLowerCase()}, seed ${seed}`;
      const progress = work.training(said);
      const answer = await keptAnswer<ContrastAnswer>({ ...place, isWhole }, async () => {
        await fill(task);
        return pool.ask('train', task, progress.onStep);
      }).catch(diverged);
      if (model !== undefined && !(answer instanceof GgemError)) {
        await copyTo(call.models!, model, `${said}.onnx`);
        await copyTo(call.models!, textFile(model), `${said}.text.onnx`);
      }
      progress.onDone();
      return answer;
    },
    end: pool.end,
  };
}
