import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '@ggem/train/node';
import { splitIgnored } from '../read/splitColumn.ts';
import { robustHtml } from '../report/robustHtml.ts';
import { robust } from '../robust/robust.ts';
import { robustTable } from '../robust/robustTable.ts';
import { type Command, command } from './command.ts';
import { compareOptions } from './compareOptions.ts';
import { cacheOf, encoderOf, imagesOf, preprocessingOf } from './dataOptions.ts';
import { imagesAre } from './imagesAre.ts';
import { progressLine } from './progressLine.ts';
import { candidatesOf } from './runCompare.ts';
import { tellProgress } from './tellProgress.ts';
import { UsageError } from './usageError.ts';

const { images: _, by: __, csv: ___, out: ____, model, ...shared } = compareOptions;
const options = {
  model,
  csv: { kind: 'text', value: 'FILE', help: 'a CSV with path, mask and, for accuracies, label' },
  out: {
    kind: 'text',
    value: 'RUN',
    help: 'the folder of the run: result.json, report.html\nand variants; default: ggem-lab-robust',
  },
  by: { kind: 'text', value: 'NAME', help: 'knn (default) or probe, trained on originals' },
  ...shared,
} as const;

/** `ggem-lab robust`: accuracies on changed backgrounds. */
export const robustCommand: Command = command(
  'robust',
  {
    summary: 'how much poolings lean on backgrounds, by images with masks',
    usage: '--model FILE --csv FILE',
    about:
      'Makes the variants of ImageNet-9 from images and masks: only foreground, mixed with the background of the same class, of\nany image and of the next class, no foreground, only background as a box and tiled. Gives the accuracy of each, and,\nwithout labels, how often the nearest original of a foreground alone, or on another background, is its own.',
    options,
    examples: [
      '--model vit.onnx --csv masks.csv --crop 0.9 --mean 0.5 --std 0.5',
      '--model vit.onnx --csv scenes/scenes.csv --poolings mean,gem --p 3 --by probe --out run',
    ],
  },
  async (values, { console, signal }) => {
    const { by = 'knn', out = 'ggem-lab-robust', parts = 5 } = values;
    if (values.csv === undefined)
      throw new UsageError('robust: --csv is missing, a CSV with path, mask and label.');
    if (by !== 'knn' && by !== 'probe') {
      throw new UsageError(`robust: --by must be knn or probe, but ${JSON.stringify(by)} came.`);
    }
    if (parts < 3) throw new UsageError('robust: --parts must be at least 3: test, validation, train.');
    const list = await imagesOf('robust', values);
    for (const warning of splitIgnored(list.images)) console.err(`${warning}\n`);
    const encoder = await encoderOf('robust', values);
    const line = progressLine(console);
    const result = await robust({
      ...{ encoder, list, by, parts, signal },
      preprocessing: preprocessingOf(values),
      candidates: candidatesOf('robust', values, encoder),
      baseline: values.baseline,
      seed: values.seed ?? 1,
      draws: values.draws ?? 2000,
      level: 0.95,
      cache: cacheOf(values),
      threads: values.threads ?? availableParallelism(),
      queue: values.queue,
      folder: join(out, 'variants'),
      on: tellProgress(console, encoder),
      onVariants: (done, total) => line(`variants of ${done}/${total} images`, done / total),
    });
    await writeWhole(join(out, 'result.json'), `${JSON.stringify(result)}\n`);
    await writeWhole(join(out, 'report.html'), robustHtml(result));
    const { broken } = result.images;
    if (broken.length > 0)
      console.err(`${imagesAre(broken.length)} left out, such as ${broken[0]!.name}: ${broken[0]!.why}\n`);
    for (const text of robustTable(result)) console.out(text);
    console.out(
      `\n${join(out, 'report.html')} shows it, ${join(out, 'result.json')} has the outcome of each image, ${join(out, 'variants')} the images.`,
    );
    return 0;
  },
);
