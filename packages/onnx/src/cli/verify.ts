import { type Command, command } from './command.ts';
import type { Console } from './console.ts';
import type { Values } from './option.ts';
import { readInputs } from './readInputs.ts';
import { readModelFile, stream } from './readModelFile.ts';
import { showVerified } from './showVerified.ts';
import { UsageError } from './usageError.ts';
import { verifyFile } from './verifyFile.ts';

const options = {
  against: {
    kind: 'text',
    value: 'FILE.onnx',
    help: 'the model before the pooling: outputs that do not follow from it must be the same',
  },
  name: { kind: 'text', value: 'NAME', help: 'only the pooling with this output' },
  input: {
    kind: 'named',
    value: 'NAME=FILE.npy',
    isRepeated: true,
    help: 'values of an input, as numpy.save writes them; the others are random; may be repeated',
  },
  dim: {
    kind: 'axis',
    value: 'AXIS=N',
    isRepeated: true,
    help: "length of an open axis, by the model's name for it; may be repeated",
  },
  seed: { kind: 'whole', value: 'N', help: 'another random input; default: 1' },
  json: { help: 'the same for programs' },
} as const;

/** `ggem-onnx verify`: runs the poolings of a model, and compares with the reference. */
export const verify: Command = command(
  'verify',
  {
    summary: 'run a model with a pooling, and compare with the reference',
    usage: 'MODEL',
    about: `Runs a model that attach or replace wrote, pools the same tokens with the float64 reference, and prints what it ran on
and the largest error. Input is random: whole numbers that the model's tables have rows for, masks that keep the first
tokens of each text, normal floats. A pooling that was replaced must have left nothing of the old one.
Needs onnxruntime-node: npm install onnxruntime-node`,
    options,
    examples: [
      'vit.ggem.onnx --against vit.onnx',
      'text.mean.onnx --dim batch_size=2 --dim sequence_length=32',
      'text.mean.onnx --input input_ids=ids.npy --input attention_mask=mask.npy',
    ],
  },
  run,
);

async function run(file: string, values: Values<typeof options>, console: Console): Promise<number> {
  const { against, name, input = [], dim = [], seed = 1 } = values;
  if (file === stream && against === stream) {
    throw new UsageError('verify: one model comes from the standard input, but - came twice.');
  }
  const bytes = await readModelFile('verify', file, console);
  const original =
    against === undefined
      ? undefined
      : { file: against, bytes: await readModelFile('verify', against, console) };
  const given = await readInputs(input);
  const settings = { name, given, dims: Object.fromEntries(dim), seed };
  const verified = await verifyFile({ file, bytes, original }, settings);
  if (values.json) console.out(JSON.stringify(verified, null, 2));
  else for (const line of showVerified(verified)) console.out(line);
  return verified.isGood ? 0 : 1;
}
