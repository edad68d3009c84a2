import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { finetune } from '../finetune/finetune.ts';
import type { FinetuneCall, FinetuneProgress } from '../finetune/finetuneCall.ts';
import type { Depth, FinetuneSettings } from '../finetune/finetuneTasks.ts';
import { writeTrained } from '../report/writeTrained.ts';
import { trainedTable } from '../trained/trainedTable.ts';
import { type Command, command } from './command.ts';
import { cacheOf, encoderOf, imagesOf, preprocessingOf } from './dataOptions.ts';
import type { Values } from './option.ts';
import { progressLine } from './progressLine.ts';
import { tellProgress } from './tellProgress.ts';
import { learnedOf, refuseParts, splitOf, splitOptions, trainedOptions } from './trainedOptions.ts';
import { UsageError } from './usageError.ts';

const usual = {
  out: 'ggem-lab-finetune',
  poolings: ['token', 'mean', 'max', 'gem', 'ggem'],
} as const;

const options = {
  ...trainedOptions(usual, 'result.json, report.html, models'),
  blocks: {
    kind: 'texts',
    value: 'LIST',
    help: 'how many of the last blocks, 0 for pooling and head\nalone, or all; default: 0,1,2',
  },
  models: { help: 'keep the trained models, in RUN/models' },
  hold: {
    kind: 'text',
    value: 'WHAT',
    help: 'images (default), or classes: whole classes are held\nout, and searched: retrieval of what no training saw',
  },

  epochs: { heading: 'How it is trained', kind: 'count', value: 'N', help: 'default: 10' },
  batch: { kind: 'count', value: 'N', help: 'images of a step; default: 16' },
  rate: { kind: 'number', value: 'RATE', help: 'highest learning rate; default: 0.0005' },
  'pooling-rate': { kind: 'number', value: 'N', help: 'rate of p, in learning rates; default: 10' },
  'layer-decay': {
    kind: 'number',
    value: 'X',
    help: 'rate of a block, in rates of the one behind it;\ndefault: 0.75',
  },
  'weight-decay': { kind: 'number', value: 'X', help: 'default: 0.05' },
  'label-smoothing': { kind: 'number', value: 'X', help: 'default: 0.1' },
  loss: { kind: 'text', value: 'LOSS', help: 'crossEntropy, or normSoftmax for retrieval' },
  augment: { help: 'random crops and flips: the frozen part then runs\nin each step' },
  mixup: { kind: 'number', value: 'ALPHA', help: 'mixup, with --augment; 0.2 is usual' },
  ...splitOptions,
} as const;

type FinetuneValues = Values<typeof options>;

/** `ggem-lab finetune`: the last blocks trained with each pooling. */
export const finetuneCommand: Command = command(
  'finetune',
  {
    summary: 'the last blocks trained with each pooling, over seeds',
    usage: '--model FILE --images DIR [--pooling LIST] [--blocks LIST] [--seeds LIST]',
    about:
      'Trains the last blocks, the pooling and a new head on some of the images, for each pooling, each number of blocks and\neach seed, and asks for the images held out: by the head, and by k-NN on what the head reads. Differences come with\ntheir intervals over images and over seeds. Ctrl-C stops; the same command goes on, within a training too.',
    options,
    examples: [
      '--model vit.onnx --images photos --pooling token,mean,gem,ggem --blocks 0,1,2,4 --seeds 1,2,3',
      '--model vit.onnx --images photos --blocks 1 --p 1,3,5 --epochs 20 --out run --models',
      '--model vit.onnx --images photos --hold classes --parts 2 --loss normSoftmax --blocks 1',
      '--config table2.json',
    ],
  },
  async (values, { console, signal }) => {
    const out = values.out ?? usual.out;
    const training = settingsOf(values);
    const hold = holdOf(values);
    const split = splitOf('finetune', values);
    const depths = (values.blocks ?? ['0', '1', '2']).map(depthOf);
    const list = await imagesOf('finetune', values);
    refuseParts('finetune', values, list);
    const encoder = await encoderOf('finetune', values);
    const line = progressLine(console);
    const result = await finetune({
      ...{ encoder, list, training, depths, hold, signal },
      ...split,
      preprocessing: preprocessingOf(values),
      learned: learnedOf('finetune', values, encoder, usual.poolings),
      baseline: values.baseline,
      models: values.models ? join(out, 'models') : undefined,
      cache: cacheOf(values),
      threads: values.threads ?? availableParallelism(),
      queue: values.queue,
      on: tellProgress(console, encoder),
      onTraining: (progress) => line(wordsOf(progress), progress.share),
    });
    await writeTrained(out, result);
    for (const text of trainedTable(result)) console.out(text);
    console.out(
      `\n${join(out, 'report.html')} shows it, ${join(out, 'result.json')} has the outcome of each image.`,
    );
    return 0;
  },
);

function depthOf(word: string): Depth {
  if (word === 'all') return word;
  if (/^\d{1,4}$/.test(word)) return Number(word);
  throw new UsageError(
    `finetune: --blocks must be whole numbers with commas, or all, but ${JSON.stringify(word)} came.`,
  );
}

function holdOf({ hold }: FinetuneValues): FinetuneCall['hold'] {
  if (hold === undefined || hold === 'images' || hold === 'classes') return hold;
  throw new UsageError(`finetune: --hold must be images or classes, but ${JSON.stringify(hold)} came.`);
}

/** The settings that were given; what is left out is the default of `@ggem/train`. */
function settingsOf(values: FinetuneValues): FinetuneSettings {
  const { loss, augment, mixup, epochs, batch, rate } = values;
  if (loss !== undefined && loss !== 'crossEntropy' && loss !== 'normSoftmax') {
    throw new UsageError(
      `finetune: --loss must be crossEntropy or normSoftmax, but ${JSON.stringify(loss)} came.`,
    );
  }
  if (mixup !== undefined && !augment) {
    throw new UsageError('finetune: --mixup mixes images, so that --augment must come too.');
  }
  const all = {
    ...{ epochs, batch, rate, loss },
    poolingRate: values['pooling-rate'],
    layerDecay: values['layer-decay'],
    weightDecay: values['weight-decay'],
    labelSmoothing: values['label-smoothing'],
    augment: augment ? { ...(mixup !== undefined && { mixup }) } : undefined,
  };
  // Without what is absent, so that a setting has one form in keys and results.
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function wordsOf({ done, total, name, loss, secondsLeft }: FinetuneProgress): string {
  const left = secondsLeft < 100 ? `${Math.ceil(secondsLeft)} s` : `${Math.ceil(secondsLeft / 60)} min`;
  const shown = loss === undefined ? '' : `, loss ${loss.toFixed(3)}`;
  return `training ${done}/${total}, ${left} left; ${name}${shown}`;
}
