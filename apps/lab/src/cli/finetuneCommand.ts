import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { finetune } from '../finetune/finetune.ts';
import type { FinetuneProgress } from '../finetune/finetuneCall.ts';
import { scratchEncoder } from '../finetune/scratch.ts';
import { writeTrained } from '../report/writeTrained.ts';
import { trainedTable } from '../trained/trainedTable.ts';
import { type Command, command } from './command.ts';
import { cacheOf, encoderOf, imagesOf } from './dataOptions.ts';
import { depthOf } from './depthOf.ts';
import { options, usual } from './finetuneOptions.ts';
import { holdOf, preprocessingFor, scratchIn, settingsOf } from './finetuneSettings.ts';
import { progressLine } from './progressLine.ts';
import { tellProgress } from './tellProgress.ts';
import { learnedOf, refuseParts, splitOf } from './trainedOptions.ts';

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
      `--scratch '{"patch":4,"width":64,"depth":4,"heads":4}' --size 32 --csv cifar.csv --batch 64 --rate 0.001 --epochs 20`,
      '--config table2.json',
    ],
  },
  async (values, { console, signal }) => {
    const out = values.out ?? usual.out;
    const training = settingsOf(values);
    const hold = holdOf(values);
    const split = splitOf('finetune', values);
    const scratch = scratchIn(values);
    const depths = (values.blocks ?? (scratch === undefined ? ['0', '1', '2'] : ['all'])).map((word) =>
      depthOf('finetune', word, 'whole numbers with commas, or all'),
    );
    const list = await imagesOf('finetune', values);
    refuseParts('finetune', values, list);
    const cache = cacheOf(values);
    const encoder = await (scratch === undefined
      ? encoderOf('finetune', values)
      : scratchEncoder(scratch, cache));
    const line = progressLine(console);
    const result = await finetune({
      ...{ encoder, list, training, depths, hold, scratch, signal },
      ...split,
      preprocessing: preprocessingFor(values, scratch),
      learned: learnedOf('finetune', values, encoder, usual.poolings),
      baseline: values.baseline,
      models: values.models ? join(out, 'models') : undefined,
      cache,
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

/** How far trainings are, in words. */
export function wordsOf({ done, total, name, loss, secondsLeft }: FinetuneProgress): string {
  const left = secondsLeft < 100 ? `${Math.ceil(secondsLeft)} s` : `${Math.ceil(secondsLeft / 60)} min`;
  const shown = loss === undefined ? '' : `, loss ${loss.toFixed(3)}`;
  return `training ${done}/${total}, ${left} left; ${name}${shown}`;
}
