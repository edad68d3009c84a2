import { dirname } from 'node:path';
import { GgemError } from '@ggem/core';
import { checkModel } from '../check/checkModel.ts';
import { readModel } from '../edit/readModel.ts';
import { readRecords } from '../record/poolingRecord.ts';
import { type Command, command } from './command.ts';
import type { Console } from './console.ts';
import { externalFiles } from './externalFiles.ts';
import type { Values } from './option.ts';
import { readModelFile } from './readModelFile.ts';
import { runtimeMissing } from './runtimeMissing.ts';
import { startSession } from './startSession.ts';

const options = {
  name: { value: 'NAME', kind: 'text', help: 'only the pooling with this output' },
  dim: {
    value: 'AXIS=N',
    kind: 'axis',
    isRepeated: true,
    help: "length of an open axis, by the model's name for it; may be repeated",
  },
  seed: { value: 'N', kind: 'whole', help: 'another random input; default: 1' },
  json: { help: 'the same for programs' },
} as const;

/** `ggem-onnx verify`: runs the poolings of a model, and compares with the reference. */
export const verify: Command = command(
  'verify',
  {
    summary: 'run a model with a pooling, and compare with the reference',
    usage: 'MODEL',
    about: `Runs a model that attach or replace wrote on random input, pools the same tokens with the float64 reference, and prints
the largest error. Needs onnxruntime-node: npm install onnxruntime-node`,
    options,
    examples: ['vit.ggem.onnx', 'text.mean.onnx --dim batch_size=2 --dim sequence_length=32'],
  },
  run,
);

async function run(file: string, values: Values<typeof options>, console: Console): Promise<number> {
  const { seed = 1 } = values;
  const dims = Object.fromEntries(values.dim ?? []);
  const bytes = await readModelFile('verify', file, console);
  const all = readRecords(readModel(bytes));
  const records = all.filter(({ output }) => values.name === undefined || output === values.name);
  if (records.length === 0) {
    const there =
      all.length === 0 ? 'its metadata tell of none' : `it has ${all.map(({ output }) => output).join(', ')}`;
    const wanted = values.name === undefined ? 'a pooling' : `a pooling ${JSON.stringify(values.name)}`;
    throw new GgemError(
      'value',
      `verify: model must have ${wanted} built in, but ${there}. Give a file that attach or replace wrote.`,
    );
  }
  const [problem] = checkModel(bytes);
  if (problem !== undefined) {
    throw new GgemError('format', `verify: model must be sound, but ${problem}. Export it again.`);
  }
  const { verifyModel } = await import('../verify/verifyModel.ts').catch(runtimeMissing);
  const start = startSession(externalFiles(bytes).length > 0 ? dirname(file) : undefined);
  const results = await verifyModel(bytes, records, { dims, seed, start });
  if (values.json) console.out(JSON.stringify(results, null, 2));
  else {
    for (const {
      output,
      spec,
      tokensShape,
      error,
      scale,
      relative,
      allowed,
      isGood,
      at,
      model,
      reference,
    } of results) {
      console.out(`${output}: ${spec.type} of ${tokensShape.join(' × ')} random tokens`);
      console.out(
        `  largest error ${short(error)} at [${at.join(', ')}]: the model gives ${short(model)}, the reference ${short(reference)}`,
      );
      console.out(
        `  ${short(relative)} of the largest value ${short(scale)}; ${short(allowed)} is allowed: ${isGood ? 'good' : 'WRONG'}`,
      );
    }
  }
  return results.every(({ isGood }) => isGood) ? 0 : 1;
}

function short(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size < 1e-3 || size >= 1e6 ? value.toExponential(1) : String(Number(value.toPrecision(5)));
}
