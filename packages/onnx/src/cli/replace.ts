import { listCandidates } from '../edit/listCandidates.ts';
import { replacePooling } from '../edit/replacePooling.ts';
import { type Command, command } from './command.ts';
import type { Console } from './console.ts';
import type { Values } from './option.ts';
import { layingOptions, layOptions, poolingOf, poolingOptions, writingOptions } from './poolingOptions.ts';
import { readModelFile } from './readModelFile.ts';
import { outPath, writeEdited } from './writeEdited.ts';
import { refuseOverwriting } from './writeModelFile.ts';

const options = {
  at: {
    value: 'NAME',
    kind: 'text',
    help: 'the value that the present pooling gives, where there are several; inspect lists them',
  },
  ...writingOptions,
  ...poolingOptions,
  ...layingOptions,
} as const;

/** `ggem-onnx replace`: puts a pooling in the place of the one that the model has. */
export const replace: Command = command(
  'replace',
  {
    summary: 'put a pooling in the place of the one the model has',
    usage: 'MODEL --pooling TYPE',
    about: `Writes a copy of the model in which the pooling takes the place of the one it has: a class token, a mean, a maximum,
GeM or GGeM and their like, all nodes of it. What follows, norm and head, is kept.`,
    options,
    examples: [
      'vit.onnx --pooling ggem --groups 12',
      'vit.onnx --pooling trained/pooling.json',
      'text.onnx --pooling mean --mask attention_mask',
      'vit.onnx --at /pooler/Gather_output_0 --pooling mean -o mean.onnx',
    ],
  },
  run,
);

async function run(file: string, values: Values<typeof options>, console: Console): Promise<number> {
  const { spec, ...trained } = await poolingOf('replace', values);
  const lay = { ...trained, ...layOptions('replace', values) };
  const { at, force = false, json = false, verify = false } = values;
  const out = outPath(file, spec, values.out);
  await refuseOverwriting('replace', out, force);
  const bytes = await readModelFile('replace', file, console);
  const edited = replacePooling(bytes, spec, { ...lay, at });
  const site = listCandidates(bytes).poolings.find(({ name }) => name === edited.output)!;
  const what = `  ${edited.output}: ${spec.type} of ${edited.tokens} in place of ${site.words} (${site.operator})`;
  return writeEdited('replace', { source: file, bytes, out, force, json, verify }, edited, what, console);
}
