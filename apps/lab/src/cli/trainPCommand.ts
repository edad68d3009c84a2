import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { writeTrained } from '../report/writeTrained.ts';
import { trainedTable } from '../trained/trainedTable.ts';
import { trainP } from '../trainP/trainP.ts';
import { type Command, command } from './command.ts';
import { cacheOf, encoderOf, imagesOf, preprocessingOf } from './dataOptions.ts';
import { progressLine } from './progressLine.ts';
import { tellProgress } from './tellProgress.ts';
import { learnedOf, refuseParts, splitOf, splitOptions, trainedOptions } from './trainedOptions.ts';
import { UsageError } from './usageError.ts';

const usual = { out: 'ggem-lab-train-p', poolings: ['mean', 'gem', 'ggem'] } as const;

const options = {
  ...trainedOptions(usual, 'result.json and report.html'),
  p: { kind: 'numbers', value: 'LIST', help: 'where p starts; default: 1,3,5' },
  fixed: { help: 'take each gem with its p held fixed too' },

  epochs: { heading: 'How it is trained', kind: 'count', value: 'N', help: 'default: 20' },
  batch: { kind: 'count', value: 'N', help: 'images of a step; default: 60' },
  rate: {
    kind: 'number',
    value: 'RATE',
    help: 'highest learning rate, of p ten times as much;\ndefault: 0.003',
  },
  ...splitOptions,
} as const;

/** `ggem-lab train-p`: heads and exponents on frozen tokens. */
export const trainPCommand: Command = command(
  'train-p',
  {
    summary: 'where p goes: head and p trained on frozen tokens',
    usage: '--model FILE --images DIR [--pooling LIST] [--p LIST] [--groups LIST]',
    about:
      'Trains each pooling with batch normalisation and a linear head on frozen tokens, from each p, each number of groups and\neach seed, and asks for the images held out. Shows p before and after, a number for each group. Ctrl-C stops; the same\ncommand goes on.',
    options,
    examples: [
      '--model vit.onnx --images photos --p 1,3,5,7 --groups 1,3,6 --seeds 1,2,3',
      '--model vit.onnx --images photos --pooling mean,gem --p 1,2,3,4,5,6,7 --fixed',
    ],
  },
  async (values, { console, signal }) => {
    const { rate = 0.003, epochs = 20, batch = 60, p = [1, 3, 5], out = usual.out } = values;
    if (rate <= 0) throw new UsageError('train-p: --rate must be above 0.');
    const split = splitOf('train-p', values);
    const list = await imagesOf('train-p', values);
    refuseParts('train-p', values, list);
    const encoder = await encoderOf('train-p', values);
    const line = progressLine(console);
    const result = await trainP({
      ...{ encoder, list, rate, epochs, batch, signal },
      ...split,
      preprocessing: preprocessingOf(values),
      learned: learnedOf('train-p', { ...values, p }, encoder, usual.poolings),
      baseline: values.baseline,
      fixed: values.fixed ?? false,
      cache: cacheOf(values),
      threads: values.threads ?? availableParallelism(),
      queue: values.queue,
      on: tellProgress(console, encoder),
      onTraining: (done, total) => line(`training ${done}/${total}`, done / total),
    });
    await writeTrained(out, result);
    for (const text of trainedTable(result)) console.out(text);
    console.out(
      `\n${join(out, 'report.html')} shows it, ${join(out, 'result.json')} has the outcome of each image.`,
    );
    return 0;
  },
);
