import { attachPooling } from '../edit/attachPooling.ts';
import { type Command, command } from './command.ts';
import type { Console } from './console.ts';
import type { Values } from './option.ts';
import { layingOptions, layOptions, poolingOf, poolingOptions, writingOptions } from './poolingOptions.ts';
import { readModelFile } from './readModelFile.ts';
import { UsageError } from './usageError.ts';
import { outPath, writeEdited } from './writeEdited.ts';
import { refuseOverwriting } from './writeModelFile.ts';

const options = {
  tokens: {
    value: 'NAME',
    kind: 'text',
    help: 'the value to pool, [batch, tokens, channels]; inspect lists them',
  },
  name: { value: 'NAME', kind: 'text', help: 'name of the new output; default: pooled' },
  'channels-first': {
    help: 'the value is [batch, channels, tokens] or [batch, channels, (depth,) height, width]',
  },
  'keep-dims': { help: 'the output keeps an axis of length 1 in place of each that was pooled' },
  ...writingOptions,
  ...poolingOptions,
  ...layingOptions,
} as const;

/** `ggem-onnx attach`: adds a pooling as a new output. */
export const attach: Command = command(
  'attach',
  {
    summary: 'add a pooling as a new output',
    usage: 'MODEL --tokens NAME --pooling TYPE',
    about:
      'Writes a copy of the model with a pooling as a new output [batch, channels]. All else is kept byte for byte.',
    options,
    examples: [
      'vit.onnx --tokens last_hidden_state --pooling ggem --groups 12',
      'vit.onnx --tokens last_hidden_state --pooling mean --normalize -o embed.onnx',
      'text.onnx --tokens last_hidden_state --pooling mean --mask attention_mask',
      `cnn.onnx --tokens features --channels-first --spec '{"type":"gem","p":3}'`,
    ],
  },
  run,
);

async function run(file: string, values: Values<typeof options>, console: Console): Promise<number> {
  const { spec, ...trained } = await poolingOf('attach', values);
  const lay = { ...trained, ...layOptions('attach', values) };
  const { tokens, name, force = false, json = false, verify = false } = values;
  if (tokens === undefined) {
    throw new UsageError(`attach: --tokens is missing. ggem-onnx inspect ${file} lists what can be pooled.`);
  }
  const out = outPath(file, spec, values.out);
  await refuseOverwriting('attach', out, force);
  const bytes = await readModelFile('attach', file, console);
  const dataFormat = values['channels-first'] ? 'channelsFirst' : 'channelsLast';
  const edited = attachPooling(bytes, spec, {
    ...lay,
    tokens,
    output: name,
    dataFormat,
    keepDims: values['keep-dims'],
  });
  const what = `  new output ${edited.output}: ${spec.type} of ${tokens}, ${edited.channels} channels`;
  return writeEdited('attach', { source: file, bytes, out, force, json, verify }, edited, what, console);
}
