import { availableParallelism } from 'node:os';
import { pairs } from '../pairs/pairs.ts';
import { readPrompts } from '../pairs/readPrompts.ts';
import type { TextModel } from '../pairs/textEncoder.ts';
import { readCsv } from '../read/readCsv.ts';
import { writeRun } from '../report/writeRun.ts';
import { type Command, command } from './command.ts';
import { compareOptions } from './compareOptions.ts';
import { cacheOf, encoderOf, preprocessingOf } from './dataOptions.ts';
import type { Values } from './option.ts';
import { progressLine } from './progressLine.ts';
import { candidatesOf, sayRun } from './runCompare.ts';
import { tellProgress } from './tellProgress.ts';
import { UsageError } from './usageError.ts';

const { by: _, images: __, csv: ___, model, out, ...shared } = compareOptions;
const options = {
  model,
  csv: { kind: 'text', value: 'FILE', help: 'a CSV with path and caption, and label for zero-shot' },
  images: { kind: 'text', value: 'DIR', help: 'where its paths begin; default: the folder of the CSV' },
  out,

  texts: {
    heading: 'Texts',
    kind: 'text',
    value: 'FILE',
    help: 'vectors of the captions, .npy or JSON, in the order of\nthe CSV; default: their words',
  },
  'text-model': {
    kind: 'text',
    value: 'FILE',
    help: 'instead: an .onnx that makes them, token ids in, a vector\nout; goes with --tokenizer',
  },
  tokenizer: {
    kind: 'text',
    value: 'FILE',
    help: 'its tokenizer.json; tokenizer_config.json beside it is\nread too',
  },
  space: {
    kind: 'text',
    value: 'NAME',
    help: 'linear (default): a linear map from image to text is\nlearnt on other parts; shared: none is needed',
  },
  prompts: { kind: 'text', value: 'FILE', help: 'a CSV with label and prompt: zero-shot classification' },
  'prompt-texts': { kind: 'text', value: 'FILE', help: 'vectors of the prompts, where --texts is given' },
  ...shared,
} as const;

/** `ggem-lab pairs`: images and texts. */
export const pairsCommand: Command = command(
  'pairs',
  {
    summary: 'how well images find their captions, and captions their images',
    usage: '--model FILE --csv FILE [--texts FILE | --text-model FILE --tokenizer FILE]',
    about:
      'Pools the images in all ways, and measures recall at 1, 5 and 10 between images and captions, both ways, and zero-shot\nclassification by prompts. Texts come as vectors of any encoder, from a text model, or as their words. Where images and\ntexts are in no common space, a linear map (ridge regression) is learnt on the other parts of the images, so that any\ntwo frozen encoders can be asked.',
    options,
    examples: [
      '--model vit.onnx --csv captions.csv --images photos --texts captions.npy',
      '--model clip-vision.onnx --tokens tokens --csv captions.csv --texts clip.npy --space shared',
      '--model vision.onnx --csv captions.csv --text-model text.onnx --tokenizer tokenizer.json',
      '--model vit.onnx --csv scenes/scenes.csv --prompts prompts.csv --out run',
    ],
  },
  async (values, { console, signal }) => {
    const { csv, space = 'linear', parts = 5, prompts } = values;
    if (csv === undefined) throw new UsageError('pairs: --csv is missing, a CSV with path and caption.');
    if (space !== 'linear' && space !== 'shared') {
      throw new UsageError(`pairs: --space must be linear or shared, but ${JSON.stringify(space)} came.`);
    }
    if (parts < 3) throw new UsageError('pairs: --parts must be at least 3: test, validation, train.');
    if (prompts === undefined && values['prompt-texts'] !== undefined) {
      throw new UsageError('pairs: --prompt-texts goes with --prompts.');
    }
    const textModel = textModelOf(values);
    const list = await readCsv(csv, values.images);
    const encoder = await encoderOf('pairs', values);
    const line = progressLine(console);
    const result = await pairs({
      ...{ encoder, list, space, parts, signal },
      texts: values.texts,
      textModel,
      prompts: prompts === undefined ? undefined : await readPrompts(prompts),
      promptTexts: values['prompt-texts'],
      preprocessing: preprocessingOf(values),
      candidates: candidatesOf('pairs', values, encoder),
      baseline: values.baseline,
      seed: values.seed ?? 1,
      draws: values.draws ?? 2000,
      level: 0.95,
      cache: cacheOf(values),
      threads: values.threads ?? availableParallelism(),
      queue: values.queue,
      on: tellProgress(console, encoder),
      onText: (done, total) => line(`texts ${done}/${total}`, done / total),
    });
    const folder = values.out ?? 'ggem-lab-run';
    await writeRun(folder, result);
    sayRun(console, folder, result);
    return 0;
  },
);

function textModelOf(values: Values<typeof options>): TextModel | undefined {
  const { texts, 'text-model': model, tokenizer } = values;
  if (model === undefined && tokenizer === undefined) return undefined;
  if (model === undefined || tokenizer === undefined) {
    throw new UsageError(
      `pairs: --text-model and --tokenizer go together, but ${model === undefined ? '--text-model' : '--tokenizer'} is missing.`,
    );
  }
  if (texts !== undefined || values['prompt-texts'] !== undefined) {
    throw new UsageError('pairs: texts come from --text-model or from files of vectors, not from both.');
  }
  return { model, tokenizer };
}
