import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '@ggem/train/node';
import { maps } from '../maps/maps.ts';
import { spreadTable } from '../maps/spreadTable.ts';
import { mapsHtml } from '../report/heat/mapsHtml.ts';
import { type Command, command } from './command.ts';
import { compareOptions } from './compareOptions.ts';
import { cacheOf, dataOptions, encoderOf, imagesOf, preprocessingOf } from './dataOptions.ts';
import { progressLine } from './progressLine.ts';
import { candidatesOf } from './runCompare.ts';
import { tellProgress } from './tellProgress.ts';

/** What is drawn if nothing is said: a mean, and what larger p and the two rules make of it. */
const usual = {
  poolings: ['mean', 'gem', 'max', 'now'],
  p: [3, 6],
  negatives: ['clamp', 'shift'],
  count: 24,
  show: 6,
  random: 3,
} as const;

const { spec, groups, cache, threads, queue } = compareOptions;
const { model, images: _, csv: __, ...reading } = dataOptions;
const options = {
  model,
  images: { kind: 'text', value: 'DIR', help: 'a folder of images, in folders or side by side' },
  csv: { kind: 'text', value: 'FILE', help: 'instead: a CSV with path' },
  out: {
    kind: 'text',
    value: 'RUN',
    help: 'the folder of the run: report.html and result.json\ndefault: ggem-lab-maps',
  },
  ...reading,

  poolings: {
    ...compareOptions.poolings,
    heading: 'What is drawn',
    help: `default: ${usual.poolings.join(',')} (how the model pools now)`,
  },
  p: { ...compareOptions.p, help: `exponents of gem; default: ${usual.p.join(',')}` },
  negatives: {
    ...compareOptions.negatives,
    help: `rules for negative tokens; default: ${usual.negatives.join(',')}`,
  },
  groups,
  spec,
  channels: {
    kind: 'naturals',
    value: 'LIST',
    help: `channels to draw alone, counted from 0; default: ${usual.random} at random`,
  },
  count: {
    kind: 'count',
    value: 'N',
    help: `images that are measured, taken evenly; default: ${usual.count}`,
  },
  show: { kind: 'count', value: 'N', help: `images of them that are drawn; default: ${usual.show}` },
  seed: { kind: 'natural', value: 'N', help: 'of the channels; default: 1' },
  cache,
  threads,
  queue,
} as const;

/** `ggem-lab maps`: where poolings look, and what moves them. */
export const mapsCommand: Command = command(
  'maps',
  {
    summary: 'where poolings look in your images, and what moves them',
    usage: '--model FILE --images DIR',
    about:
      'Draws over your photographs the weight of each patch, the gradient of each pooling, and single channels (the paper’s\nequation 5 and figures 2 and 3), and counts over how many tokens the weights are spread.',
    options,
    examples: [
      '--model vit.onnx --images photos --out run',
      '--model vit.onnx --images photos --poolings gem --p 1,3,5,7 --negatives clamp --channels 5,77',
      '--model vit.onnx --images photos --poolings mean,ggem --p 2/3/5 --count 200 --show 12',
    ],
  },
  async (values, { console, signal }) => {
    const { out = 'ggem-lab-maps', seed = 1 } = values;
    const list = await imagesOf('maps', values, 'not needed');
    const encoder = await encoderOf('maps', values);
    const line = progressLine(console);
    const { poolings = usual.poolings, p = usual.p, negatives = usual.negatives } = values;
    const result = await maps({
      ...{ encoder, list, signal },
      preprocessing: preprocessingOf(values),
      candidates: candidatesOf('maps', { ...values, poolings, p, negatives }, encoder),
      count: values.count ?? usual.count,
      show: values.show ?? usual.show,
      channels: values.channels ?? { random: usual.random, seed },
      cache: cacheOf(values),
      threads: values.threads ?? availableParallelism(),
      queue: values.queue,
      on: tellProgress(console, encoder),
      onMaps: (done, total) => line(`maps of ${done}/${total} images`, done / total),
    });
    await writeWhole(join(out, 'result.json'), `${JSON.stringify(result)}\n`);
    await writeWhole(join(out, 'report.html'), await mapsHtml(result));
    for (const text of spreadTable(result)) console.out(text);
    console.out(`\n${join(out, 'report.html')} shows the maps, ${join(out, 'result.json')} has all numbers.`);
    return 0;
  },
);
