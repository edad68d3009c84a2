import { dirname } from 'node:path';
import { GgemError } from '@ggem/core';
import { checkModel } from '../check/checkModel.ts';
import { readModel } from '../edit/readModel.ts';
import { readRecords } from '../record/poolingRecord.ts';
import type { Console } from './console.ts';
import { externalFiles } from './externalFiles.ts';
import { parseOptions, wholeNumber } from './parseOptions.ts';
import { readModelFile } from './readModelFile.ts';
import { runtimeMissing } from './runtimeMissing.ts';
import { startSession } from './startSession.ts';
import { UsageError } from './usageError.ts';

const options = {
  name: { type: 'string' },
  dim: { type: 'string', multiple: true },
  seed: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** `ggem-onnx verify`: runs the poolings of a model, and compares with the reference. */
export async function verify(args: readonly string[], console: Console): Promise<number> {
  const { file, values } = parseOptions('verify', args, options);
  const seed = wholeNumber('verify', 'seed', values.seed ?? '1');
  const dims = Object.fromEntries((values.dim ?? []).map(dimOf));
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

function dimOf(text: string): readonly [string, number] {
  const at = text.lastIndexOf('=');
  if (at < 1)
    throw new UsageError(`verify: --dim must be AXIS=N, such as batch=2, but ${JSON.stringify(text)} came.`);
  return [text.slice(0, at), wholeNumber('verify', 'dim', text.slice(at + 1), 1)];
}

function short(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size < 1e-3 || size >= 1e6 ? value.toExponential(1) : String(Number(value.toPrecision(5)));
}
