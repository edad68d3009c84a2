import { basename, dirname, join } from 'node:path';
import { GgemError, writePoolingFiles } from '@ggem/core';
import { writtenPoolings } from '../edit/writtenPoolings.ts';
import { quote } from '../quote.ts';
import { poolingsIn } from '../record/poolingsIn.ts';
import { type Command, command } from './command.ts';
import type { Console } from './console.ts';
import type { Values } from './option.ts';
import { readModelFile } from './readModelFile.ts';
import { parametersFile } from './readSpec.ts';
import { UsageError } from './usageError.ts';
import { refuseOverwriting, writeModelFile } from './writeModelFile.ts';

const options = {
  name: { value: 'NAME', kind: 'text', help: 'the pooling with this output, where there are several' },
  out: {
    short: 'o',
    value: 'FILE',
    kind: 'text',
    help: 'where to write, FILE.json with FILE.safetensors beside it; default: pooling.json beside the model',
  },
  force: { help: 'overwrite the files if they are there' },
  json: { help: 'what was written, for programs' },
} as const;

/** `ggem-onnx extract`: writes the spec and the parameters of a model's pooling to files that every adapter reads. */
export const extract: Command = command(
  'extract',
  {
    summary: "write the parameters of a pooling to files that other libraries' packages read",
    usage: 'MODEL',
    about: `Writes the pooling of a model to pooling.json and pooling.safetensors: the files in which trained parameters travel
between the @ggem packages. It may have been built in by attach or replace, or be the model's own, as inspect names it.`,
    options,
    examples: ['vit.ggem.onnx', 'vit.ggem.onnx --name pooled -o trained/pooling.json'],
  },
  run,
);

async function run(file: string, values: Values<typeof options>, console: Console): Promise<number> {
  const { name, out = join(dirname(file), 'pooling.json'), force = false } = values;
  if (!out.endsWith('.json')) {
    throw new UsageError(`extract: --out must end in .json, but ${JSON.stringify(out)} came.`);
  }
  const weights = parametersFile(out);
  await refuseOverwriting('extract', out, force);
  await refuseOverwriting('extract', weights, force);
  const bytes = await readModelFile('extract', file, console);
  const built = poolingsIn(bytes);
  // Poolings that were built in come first. One of the model's own is taken if it is named, or if there is no other.
  const isBuilt = built.some(({ output }) => name === undefined || output === name);
  const { poolings: written, others } = isBuilt ? { poolings: [], others: [] } : writtenPoolings(bytes);
  const all = isBuilt ? built : [...written, ...(name === undefined ? [] : built)];
  const chosen = all.filter(({ output }) => name === undefined || output === name);
  const [pooling] = chosen;
  if (pooling === undefined || chosen.length > 1) {
    const refused = others.filter(({ output }) => name === undefined || output === name);
    const without = refused.map(({ output, why }) => `${output} is no spec (${why})`).join('; ');
    const there =
      without !== ''
        ? without
        : all.length === 0
          ? 'none was found in it'
          : `it has ${all.map(({ output }) => output).join(', ')}`;
    const wanted = name === undefined ? 'one pooling' : `a pooling ${quote(name)}`;
    const fix = all.length > 0 ? 'Choose one with --name.' : 'Give a file that attach or replace wrote.';
    throw new GgemError('value', `extract: model must have ${wanted}, but ${there}. ${fix}`);
  }
  const { json, safetensors } = writePoolingFiles(pooling);
  // The parameters are written first: a spec without its parameters would be read as broken.
  await writeModelFile('extract', weights, [safetensors], { force, console });
  await writeModelFile('extract', out, [new TextEncoder().encode(json)], { force, console });
  const names = Object.keys(pooling.parameters);
  if (values.json) {
    const { output, spec, channels, live } = pooling;
    console.out(
      JSON.stringify({ files: [out, weights], output, spec, channels, parameters: names, live }, null, 2),
    );
    return 0;
  }
  const holds = names.length > 0 ? `: ${names.join(', ')}` : ', which has no parameters';
  console.out(`${out} and ${basename(weights)}`);
  console.out(`  ${pooling.spec.type} over ${pooling.channels} channels${holds}`);
  if (pooling.live.length > 0) {
    console.err(
      `The model takes ${pooling.live.join(', ')} as input: the file holds where training starts.\n`,
    );
  }
  return 0;
}
