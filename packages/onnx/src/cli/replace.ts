import { listCandidates } from '../edit/listCandidates.ts';
import { replacePooling, whatPools } from '../edit/replacePooling.ts';
import type { Console } from './console.ts';
import { parseOptions } from './parseOptions.ts';
import { layOptions, poolingOf, poolingOptions } from './poolingOptions.ts';
import { readModelFile } from './readModelFile.ts';
import { outPath, writeEdited } from './writeEdited.ts';
import { refuseOverwriting } from './writeModelFile.ts';

const options = { ...poolingOptions, at: { type: 'string' } } as const;

/** `ggem-onnx replace`: puts a pooling in the place of the one that the model has. */
export async function replace(args: readonly string[], console: Console): Promise<number> {
  const { file, values } = parseOptions('replace', args, options);
  const { spec, ...trained } = await poolingOf('replace', values);
  const lay = { ...trained, ...layOptions('replace', values) };
  const { at, force = false } = values;
  const out = outPath(file, spec, values.out);
  await refuseOverwriting('replace', out, force);
  const bytes = await readModelFile('replace', file, console);
  const edited = replacePooling(bytes, spec, { ...lay, at });
  const site = listCandidates(bytes).poolings.find(({ name }) => name === edited.output)!;
  const what = `  ${edited.output}: ${spec.type} of ${site.tokens} in place of ${whatPools(site)} (${site.operator})`;
  await writeEdited('replace', { source: file, bytes, out, force }, edited, what, console);
  if (site.pools === 'token' && site.index === 0 && 'prefixTokens' in spec && spec.prefixTokens === 0) {
    console.err('The class token is pooled with the others; --prefix-tokens 1 leaves it out.\n');
  }
  return 0;
}
