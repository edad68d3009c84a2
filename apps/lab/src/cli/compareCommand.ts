import type { VectorMeasure } from '../measure/measures.ts';
import { type Command, command } from './command.ts';
import { compareOptions } from './compareOptions.ts';
import { imagesOf } from './dataOptions.ts';
import { runCompare } from './runCompare.ts';

const example = '--model vit.onnx --images photos';

/** `ggem-lab compare`: all poolings on the same images. */
export const compareCommand: Command = command(
  'compare',
  {
    summary: 'which pooling is best for this model and these images',
    usage: '--model FILE --images DIR',
    about:
      'Computes the tokens of all images once, pools them in all ways, and measures retrieval, k-NN and a linear probe,\neach with the interval of its difference to a baseline. Ctrl-C stops; the same command goes on.',
    options: compareOptions,
    examples: [
      `${example} --out run`,
      '--model vit.onnx --csv list.csv --crop 0.9 --mean 0.5 --std 0.5',
      `${example} --poolings mean,gem --p 2,3,4,6 --negatives shift --baseline mean`,
      `${example} --poolings mean,ggem --p 2/3/5 --groups 3 --by knn`,
    ],
  },
  async (values, setting) =>
    runCompare('compare', values, { list: await imagesOf('compare', values) }, setting),
);

/** `ggem-lab retrieve`: the same with retrieval alone. */
export const retrieveCommand: Command = only('retrieve', 'retrieval alone: mAP@R, R-Precision, R@1', [
  'mapAtR',
  'rPrecision',
  'recallAt1',
]);

/** `ggem-lab knn`: the same with k-NN alone. */
export const knnCommand: Command = only('knn', 'weighted k-NN alone', ['knn']);

function only(name: string, summary: string, usual: readonly VectorMeasure[]): Command {
  const { by: _, ...options } = compareOptions;
  const texts = {
    summary,
    usage: '--model FILE --images DIR',
    about: `Compares poolings by ${summary}; ggem-lab compare does all at once.`,
    options,
    examples: [`${example} --out run`],
  };
  return command(name, texts, async (values, setting) => {
    return runCompare(name, values, { list: await imagesOf(name, values), usual }, setting);
  });
}
