import { relative } from 'node:path';
import { HEAD_NAMES, type HeadName } from '../src/model/heads.ts';
import { repositoryPath } from './dataFolder.ts';
import { demoTensors } from './demoTensors.ts';
import { mnistParts } from './mnistParts.ts';
import { MODEL_CONFIG } from './modelConfig.ts';
import { writeReport } from './report.ts';
import { type RunStageOptions, runStage } from './runStage.ts';
import type { Settings } from './settings.ts';
import { type StageFiles, stageFiles } from './stageFiles.ts';
import { writeWeights } from './trainedWeights.ts';
import { TRAIN_HELP, type TrainOptions, trainOptions } from './trainOptions.ts';

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
  const data = mnistParts(options.data, options.limit);
  const { epochs, tuneEpochs, seed } = options;
  const settings: Settings = { epochs, tuneEpochs, batch: BATCH, seed, images: data.train.count };
  if (settings.images < BATCH) {
    throw new Error(
      `train: there must be at least ${BATCH} training images, but ${settings.images} are used. Raise --limit.`,
    );
  }
  const files = stageFiles(options.out, settings, options.resume);
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());
  const { signal } = stop;
  const run = { files, settings, data, signal, log: (line: string) => console.log(line) };
  if (await train(options, run)) {
    if (options.head === undefined) await finish(options, settings, files);
    return 0;
  }
  const same = args.filter((arg) => arg !== '--resume').map((arg) => ` ${arg}`);
  console.log(`Stopped, and saved. To go on: npx pnpm@12 train${same.join('')} --resume`);
  return INTERRUPTED;
}

/** All stages, or the one that was asked for. False when Ctrl-C ended them. */
async function train({ head, jobs }: TrainOptions, run: Omit<RunStageOptions, 'threads'>): Promise<boolean> {
  if (head !== undefined) return runStage(head, { ...run, threads: 1 });
  // Always two threads, on every machine: sums of parts round in their own way.
  if (!(await runStage('pretrain', { ...run, threads: 2 }))) return false;
  const waiting: HeadName[] = [...HEAD_NAMES];
  const worker = async (): Promise<boolean> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      if (!(await runStage(next, { ...run, threads: 1 }))) return false;
    return true;
  };
  // One that fails leaves the others to their end.
  const ended = await Promise.allSettled(Array.from({ length: jobs }, worker));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return ended.every((one) => one.status === 'fulfilled' && one.value);
}

/** Writes the report and the weights once every stage is done. */
async function finish({ out, weights }: TrainOptions, settings: Settings, files: StageFiles): Promise<void> {
  const tuned = new Map(HEAD_NAMES.map((name) => [name, files.result(name)!] as const));
  await writeReport(out, settings, files.result('pretrain')!, tuned);
  await writeWeights(weights, {
    config: MODEL_CONFIG,
    heads: HEAD_NAMES.map((name) => ({ name, testAccuracy: tuned.get(name)!.test })),
    tensors: new Map(
      HEAD_NAMES.flatMap((name) => [...demoTensors(name, files.model(name), tuned.get(name)!.p)]),
    ),
  });
  console.log(`Report: ${shown(out)}/report.md\nWeights: ${shown(weights)}`);
}

function shown(path: string): string {
  const inside = relative(repositoryPath('.'), path);
  return inside.startsWith('..') ? path : inside;
}
