import { join } from 'node:path';
import { writeWhole } from '@ggem/train/node';
import { heads } from '../heads/heads.ts';
import { headsTable } from '../heads/headsTable.ts';
import { headsHtml } from '../report/headsHtml.ts';
import { type Command, command } from './command.ts';
import { dataOptions, encoderOf, imagesOf, preprocessingOf } from './dataOptions.ts';
import { imagesAre } from './imagesAre.ts';
import { progressLine } from './progressLine.ts';

const { heads: _, model, images: __, csv: ___, ...reading } = dataOptions;
const options = {
  model,
  images: { kind: 'text', value: 'DIR', help: 'a folder of images, in folders or side by side' },
  csv: { kind: 'text', value: 'FILE', help: 'instead: a CSV with path' },
  ...reading,
  count: { heading: 'The run', kind: 'count', value: 'N', help: 'images, taken evenly; default: 100' },
  out: { kind: 'text', value: 'RUN', help: 'result.json and report.html; default: ggem-lab-heads' },
} as const;

/** `ggem-lab heads`: how far heads look, and how alike they are. */
export const headsCommand: Command = command(
  'heads',
  {
    summary: 'how far the heads of each block look, and how alike they are',
    usage: '--model FILE --images DIR',
    about:
      'Finds the attention of each block in the graph, and measures on some images the attention head mean distance, and the\ndebiased linear CKA between the outputs of heads.',
    options,
    examples: ['--model vit.onnx --images photos', '--model vit.onnx --csv list.csv --count 500 --out run'],
  },
  async (values, { console, signal }) => {
    const { out = 'ggem-lab-heads', count = 100 } = values;
    const list = await imagesOf('heads', values, 'not needed');
    const encoder = await encoderOf('heads', values);
    const line = progressLine(console);
    const result = await heads({
      ...{ encoder, list, count, signal },
      preprocessing: preprocessingOf(values),
      onProgress: (done, total) => line(`heads on ${done}/${total} images`, done / total),
    });
    await writeWhole(join(out, 'result.json'), `${JSON.stringify(result)}\n`);
    await writeWhole(join(out, 'report.html'), headsHtml(result));
    const { broken } = result.images;
    if (broken.length > 0) {
      console.err(`${imagesAre(broken.length)} left out, such as ${broken[0]!.name}: ${broken[0]!.why}\n`);
    }
    for (const text of headsTable(result)) console.out(text);
    console.out(
      `\n${join(out, 'report.html')} shows it, ${join(out, 'result.json')} has all pairs of heads.`,
    );
    return 0;
  },
);
