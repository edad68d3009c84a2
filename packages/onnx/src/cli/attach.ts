import { attachPooling } from '../edit/attachPooling.ts';
import type { Console } from './console.ts';
import { parseOptions } from './parseOptions.ts';
import { layOptions, poolingOf, poolingOptions } from './poolingOptions.ts';
import { readModelFile } from './readModelFile.ts';
import { UsageError } from './usageError.ts';
import { outPath, writeEdited } from './writeEdited.ts';
import { refuseOverwriting } from './writeModelFile.ts';

const options = {
  ...poolingOptions,
  tokens: { type: 'string' },
  name: { type: 'string' },
  'channels-first': { type: 'boolean' },
  'keep-dims': { type: 'boolean' },
} as const;

/** `ggem-onnx attach`: adds a pooling as a new output. */
export async function attach(args: readonly string[], console: Console): Promise<number> {
  const { file, values } = parseOptions('attach', args, options);
  const { spec, ...trained } = await poolingOf('attach', values);
  const lay = { ...trained, ...layOptions('attach', values) };
  const { tokens, name, force = false } = values;
  if (tokens === undefined) {
    throw new UsageError(`attach: --tokens is missing. ggem-onnx inspect ${file} lists what can be pooled.`);
  }
  const out = outPath(file, spec, values.out);
  await refuseOverwriting('attach', out, force);
  const bytes = await readModelFile('attach', file, console);
  const layout = values['channels-first'] ? 'channelsFirst' : 'channelsLast';
  const edited = attachPooling(bytes, spec, {
    ...lay,
    tokens,
    output: name,
    layout,
    keepDims: values['keep-dims'],
  });
  const what = `  new output ${edited.output}: ${spec.type} of ${tokens}, ${edited.channels} channels`;
  await writeEdited('attach', { source: file, bytes, out, force }, edited, what, console);
  return 0;
}
