import { existsSync, readdirSync } from 'node:fs';
import { relative } from 'node:path';
import { HEAD_NAMES, type HeadName } from '../src/model/heads.ts';
import type { TrainingState } from './checkpoint.ts';
import { repositoryPath } from './dataFolder.ts';
import { MODEL_CONFIG } from './modelConfig.ts';
import { writeReport } from './report.ts';
import { runStage, savedState, trainingImages } from './runStage.ts';
import type { Settings } from './settings.ts';
import { stopSignal } from './stopSignal.ts';
import { headTensors, writeWeights } from './trainedWeights.ts';
import { TRAIN_HELP, type TrainOptions, trainOptions } from './trainOptions.ts';
import { tuneHeads } from './tuneHeads.ts';
import { wasmBackend } from './wasmBackend.ts';

const BATCH = 64;
/** Exit status of a program ended by Ctrl-C. */
const INTERRUPTED = 130;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function main(args: readonly string[]): Promise<number> {
  const options = trainOptions(args);
  if (options.help) {
    console.log(TRAIN_HELP);
    return 0;
  }
  const settings: Settings = {
    epochs: options.epochs,
    tuneEpochs: options.tuneEpochs,
    batch: BATCH,
    seed: options.seed,
    images: trainingImages(options.data, options.limit),
  };
  checkFresh(options);
  if (settings.images < BATCH) {
    throw new Error(
      `train: there must be at least ${BATCH} training images, but ${settings.images} are used. Raise --limit.`,
    );
  }
  return train(options, settings, args);
}

async function train(options: TrainOptions, settings: Settings, args: readonly string[]): Promise<number> {
  const stop = stopSignal();
  const { data, out } = options;
  const stageOptions = { data, out, settings, stop, log: (line: string) => console.log(line) };
  await wasmBackend();
  if (options.head !== undefined) {
    const done = await runStage(options.head, stageOptions);
    // A child process says nothing here, since its parent says how to resume.
    if (!done && process.send === undefined) sayHowToResume(args);
    return done ? 0 : INTERRUPTED;
  }
  if (!(await runStage('pretrain', stageOptions))) {
    sayHowToResume(args);
    return INTERRUPTED;
  }
  const unfinished = HEAD_NAMES.filter((name) => savedState(out, name, settings)?.result === undefined);
  if (!(await tuneHeads(unfinished, options.jobs, args, stop))) {
    if (stop.stopped) sayHowToResume(args);
    return stop.stopped ? INTERRUPTED : 1;
  }
  finish(options, settings);
  return 0;
}

/** Writes the report and the weights once every stage is done. */
function finish({ out, weights }: TrainOptions, settings: Settings): void {
  const tuned = new Map<HeadName, TrainingState>(
    HEAD_NAMES.map((name) => [name, savedState(out, name, settings)!]),
  );
  writeReport(out, settings, savedState(out, 'pretrain', settings)!, tuned);
  writeWeights(weights, {
    config: MODEL_CONFIG,
    heads: HEAD_NAMES.map((name) => ({ name, testAccuracy: tuned.get(name)!.result!.test[name]! })),
    tensors: new Map(HEAD_NAMES.flatMap((name) => headTensors(name, tuned.get(name)!.parameters))),
  });
  console.log(`Report: ${shown(out)}/report.md\nWeights: ${shown(weights)}`);
}

/** Throws if there are old checkpoints and `--resume` was not given: they are not overwritten, and not used unasked. */
function checkFresh({ out, resume }: TrainOptions): void {
  const old = existsSync(out) ? readdirSync(out).find((name) => name.endsWith('.ckpt')) : undefined;
  if (old !== undefined && !resume) {
    throw new Error(
      `train: ${out} must hold no training yet, but holds ${old}. Add --resume to go on with it, ` +
        'or choose another folder with --out DIR.',
    );
  }
}

function sayHowToResume(args: readonly string[]): void {
  const same = args.filter((arg) => arg !== '--resume').map((arg) => ` ${arg}`);
  console.log(`Stopped, and saved. To go on: npx pnpm@12 train${same.join('')} --resume`);
}

function shown(path: string): string {
  const inside = relative(repositoryPath('.'), path);
  return inside.startsWith('..') ? path : inside;
}
