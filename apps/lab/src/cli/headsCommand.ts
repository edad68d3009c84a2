import { join } from 'node:path';
import { writeWhole } from '@ggem/train/node';
import { heads } from '../heads/heads.ts';
import { headsHtml } from '../report/headsHtml.ts';
import { type Command, command } from './command.ts';
import { dataOptions, encoderOf, imagesOf, preprocessingOf } from './dataOptions.ts';
import { progressLine } from './progressLine.ts';

const { heads: _, ...shared } = dataOptions;
const options = {
  ...shared,
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
      console.err(`${broken.length} images are left out, such as ${broken[0]!.name}: ${broken[0]!.why}\n`);
    }
    console.out('block  mean CKA  distances of heads, pixels');
    for (const [i, { meanSimilarity: mean, distances }] of result.blocks.entries()) {
      const far = distances.map((one) => one.toFixed(1)).join(', ');
      console.out(`${String(i + 1).padEnd(7)}${(mean?.toFixed(3) ?? '-').padEnd(10)}${far}`);
    }
    console.out(
      `\n${join(out, 'report.html')} shows it, ${join(out, 'result.json')} has all pairs of heads.`,
    );
    return 0;
  },
);
