import { basename, dirname, join } from 'node:path';
import { GgemError, writePoolingFiles } from '@ggem/core';
import { quote } from '../edit/quote.ts';
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
} as const;

/** `ggem-onnx extract`: writes the spec and the parameters of a model's pooling to files that every adapter reads. */
export const extract: Command = command(
  'extract',
  {
    summary: "write the parameters of a pooling to files that other libraries' packages read",
    usage: 'MODEL',
    about: `Writes the pooling of a model, as attach and replace built it in, to pooling.json and pooling.safetensors: the files in
which trained parameters travel between the @ggem packages.`,
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
  const all = poolingsIn(await readModelFile('extract', file, console));
  const chosen = all.filter(({ output }) => name === undefined || output === name);
  const [pooling] = chosen;
  if (pooling === undefined || chosen.length > 1) {
    const there =
      all.length === 0 ? 'its metadata tell of none' : `it has ${all.map(({ output }) => output).join(', ')}`;
    const wanted = name === undefined ? 'one pooling built in' : `a pooling ${quote(name)} built in`;
    const fix = all.length > 1 ? 'Choose one with --name.' : 'Give a file that attach or replace wrote.';
    throw new GgemError('value', `extract: model must have ${wanted}, but ${there}. ${fix}`);
  }
  const { json, safetensors } = writePoolingFiles(pooling);
  // The parameters first: a spec beside which they are missing would be read as broken.
  await writeModelFile('extract', weights, [safetensors], force, console);
  await writeModelFile('extract', out, [new TextEncoder().encode(json)], force, console);
  const names = Object.keys(pooling.parameters);
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
