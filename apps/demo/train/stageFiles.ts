import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '@ggem/train/node';
import type { Settings } from './settings.ts';
import type { StageName } from './stage.ts';

/** What a finished stage left. */
export interface StageResult {
  /** The trained p, where the pooling has one. */
  readonly p?: readonly number[] | undefined;
  /** Share of the held-out training images and of the test images that the model got right. */
  readonly heldOut: number;
  readonly test: number;
}

/** The files of a training: its settings, and for each stage how far it came, its model and its result. */
export interface StageFiles {
  readonly state: (stage: StageName) => Uint8Array | undefined;
  readonly statePath: (stage: StageName) => string;
  readonly save: (stage: StageName, state: Uint8Array) => Promise<void>;
  readonly model: (stage: StageName) => Uint8Array;
  readonly result: (stage: StageName) => StageResult | undefined;
  readonly finish: (stage: StageName, model: Uint8Array, result: StageResult) => Promise<void>;
}

const SETTINGS_FILE = 'train.json';

/**
 * Opens the folder of a training. An old one is neither overwritten nor used unasked; with `resume` its settings must be those
 * that came.
 */
export function stageFiles(folder: string, settings: Settings, resume: boolean): StageFiles {
  const at = (name: string): string => join(folder, name);
  const path = at(SETTINGS_FILE);
  if (existsSync(path) && resume)
    checkSame(folder, JSON.parse(readFileSync(path, 'utf8')) as Settings, settings);
  else if (existsSync(path)) {
    throw new Error(
      `train: ${folder} must hold no training yet, but holds ${SETTINGS_FILE}. Add --resume to go on with it, ` +
        'or choose another folder with --out DIR.',
    );
  }
  // Only a training that began keeps the folder for itself.
  const begin = async (): Promise<void> => {
    if (!existsSync(path)) await writeWhole(path, `${JSON.stringify(settings, null, 2)}\n`);
  };
  const statePath = (stage: StageName): string => at(`${stage}.state.safetensors`);
  const read = (name: string): Uint8Array | undefined =>
    existsSync(name) ? Uint8Array.from(readFileSync(name)) : undefined;
  return {
    state: (stage) => read(statePath(stage)),
    statePath,
    save: async (stage, state) => {
      await begin();
      await writeWhole(statePath(stage), state);
    },
    model: (stage) => {
      const found = read(at(`${stage}.onnx`));
      if (found !== undefined) return found;
      throw new Error(
        `train: fine-tuning needs a finished pre-training, but ${at(`${stage}.onnx`)} is missing. Run train without --head first.`,
      );
    },
    result: (stage) => {
      const found = read(at(`${stage}.json`));
      return found && (JSON.parse(Buffer.from(found).toString()) as StageResult);
    },
    // The result comes last: a stage is done when it is there.
    finish: async (stage, model, result) => {
      await writeWhole(at(`${stage}.onnx`), model);
      await writeWhole(at(`${stage}.json`), `${JSON.stringify(result, null, 2)}\n`);
    },
  };
}

function checkSame(folder: string, saved: Settings, wanted: Settings): void {
  const key = (Object.keys(wanted) as (keyof Settings)[]).find((name) => saved[name] !== wanted[name]);
  if (key === undefined) return;
  throw new Error(
    `train: ${folder} must hold a training with ${key} ${wanted[key]}, but holds one with ${key} ${saved[key]}. ` +
      'Give the same options as before, or another --out folder.',
  );
}
