import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { contrast } from '../contrast/contrast.ts';
import type { ContrastSettings } from '../contrast/contrastTasks.ts';
import { readPrompts } from '../pairs/readPrompts.ts';
import { readCsv } from '../read/readCsv.ts';
import { writeTrained } from '../report/writeTrained.ts';
import { trainedTable } from '../trained/trainedTable.ts';
import { type Command, command } from './command.ts';
import { cacheOf, encoderOf, preprocessingOf } from './dataOptions.ts';
import { depthOf } from './depthOf.ts';
import { wordsOf } from './finetuneCommand.ts';
import type { Values } from './option.ts';
import { progressLine } from './progressLine.ts';
import { tellProgress } from './tellProgress.ts';
import { learnedOf, refuseParts, splitOf, splitOptions, trainedOptions } from './trainedOptions.ts';
import { UsageError } from './usageError.ts';

const usual = {
  out: 'ggem-lab-contrast',
  poolings: ['token', 'mean', 'max', 'gem', 'ggem'],
  blocks: '1',
  width: 64,
  textBlocks: 2,
  epochs: 30,
  batch: 64,
  rate: 0.003,
} as const;

const options = {
  ...trainedOptions(usual, 'result.json, report.html, models'),
  csv: {
    kind: 'text',
    value: 'FILE',
    help: 'a CSV with path and caption, and label for zero-shot;\nwith split too, a column of train and test',
  },
  images: { kind: 'text', value: 'DIR', help: 'where its paths begin; default: the folder of the CSV' },
  prompts: { kind: 'text', value: 'FILE', help: 'a CSV with label and prompt: zero-shot classification' },
  blocks: {
    kind: 'text',
    value: 'N',
    help: `how many of the last blocks, 0 for pooling and projection\nalone, or all; default: ${usual.blocks}`,
  },
  width: {
    kind: 'count',
    value: 'N',
    help: `of the text encoder, and length of the vectors of both\nsides; default: ${usual.width}`,
  },
  'text-blocks': { kind: 'count', value: 'N', help: `of the text encoder; default: ${usual.textBlocks}` },
  models: { help: 'keep the trained models of both sides, in RUN/models' },

  epochs: { heading: 'How it is trained', kind: 'count', value: 'N', help: `default: ${usual.epochs}` },
  batch: {
    kind: 'count',
    value: 'N',
    help: `pairs of a step, each told from all others;\ndefault: ${usual.batch}`,
  },
  rate: { kind: 'number', value: 'RATE', help: `highest learning rate; default: ${usual.rate}` },
  'pooling-rate': { kind: 'number', value: 'N', help: 'rate of p, in learning rates; default: 10' },
  'layer-decay': {
    kind: 'number',
    value: 'X',
    help: 'rate of a block, in rates of the one behind it;\ndefault: 0.75',
  },
  'weight-decay': { kind: 'number', value: 'X', help: 'default: 0.05' },
  ...splitOptions,
} as const;

type ContrastValues = Values<typeof options>;

/** `ggem-lab contrast`: images and texts trained together. */
export const contrastCommand: Command = command(
  'contrast',
  {
    summary: 'images and captions trained together with each pooling, over seeds',
    usage: '--model FILE --csv FILE [--pooling LIST] [--blocks N] [--prompts FILE]',
    about:
      'Trains the last blocks of a vision model with each pooling, and with it a text encoder that starts from nothing, so that\nimages and their captions come to lie together (as CLIP, InfoNCE with a trained temperature). Asks for the images held\nout: recall at 1, 5 and 10 between images and captions, both ways, and zero-shot classification by prompts. Differences\ncome with their intervals over images and over seeds. Ctrl-C stops; the same command goes on, within a training too.',
    options,
    examples: [
      '--model scenes.onnx --csv scenes/scenes.csv --prompts prompts.csv --seeds 1,2,3',
      '--model vit.onnx --csv captions.csv --images photos --pooling token,mean,gem,ggem --blocks 2',
    ],
  },
  async (values, { console, signal }) => {
    const { csv, prompts, out = usual.out } = values;
    if (csv === undefined) throw new UsageError('contrast: --csv is missing, a CSV with path and caption.');
    const depth = depthOf('contrast', values.blocks ?? usual.blocks, 'a whole number, or all');
    const { width = usual.width } = values;
    if (width % 4 !== 0)
      throw new UsageError(`contrast: --width must be a multiple of 4, its heads, but ${width} came.`);
    const split = splitOf('contrast', values);
    const list = await readCsv(csv, values.images);
    refuseParts('contrast', values, list);
    const encoder = await encoderOf('contrast', values);
    const line = progressLine(console);
    const result = await contrast({
      ...{ encoder, list, depth, width, signal },
      ...split,
      training: settingsOf(values),
      blocks: values['text-blocks'] ?? usual.textBlocks,
      prompts: prompts === undefined ? undefined : await readPrompts(prompts),
      preprocessing: preprocessingOf(values),
      learned: learnedOf('contrast', values, encoder, usual.poolings),
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

function settingsOf(values: ContrastValues): ContrastSettings {
  const { epochs = usual.epochs, batch = usual.batch, rate = usual.rate } = values;
  const others = {
    poolingRate: values['pooling-rate'],
    layerDecay: values['layer-decay'],
    weightDecay: values['weight-decay'],
  };
  const given = Object.entries(others).filter(([, value]) => value !== undefined);
  return { epochs, batch, rate, ...Object.fromEntries(given) };
}
