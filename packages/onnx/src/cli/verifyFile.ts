import { dirname } from 'node:path';
import { GgemError } from '@ggem/core';
import { checkModel } from '../check/checkModel.ts';
import { externalFiles } from '../read/externalFiles.ts';
import { readModel } from '../read/readModel.ts';
import { readRecords } from '../record/poolingRecord.ts';
import type { Numbers } from '../run/run.ts';
import type { Verified } from '../verify/verifyModel.ts';
import { runtimeMissing } from './runtimeMissing.ts';
import { startSession } from './startSession.ts';

/** A model in a file, and the model that it was made from. */
interface FileToVerify {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly original: { readonly file: string; readonly bytes: Uint8Array } | undefined;
}

/** What the command line says of a run. */
interface Settings {
  readonly name?: string | undefined;
  /** Inputs that are not random. */
  readonly given?: Readonly<Record<string, Numbers>>;
  readonly dims?: Readonly<Record<string, number>>;
  readonly seed?: number;
}

/** Verifies the poolings of a model that lies in a file. */
export async function verifyFile(
  { file, bytes, original }: FileToVerify,
  { name, given, dims = {}, seed = 1 }: Settings,
): Promise<Verified> {
  const all = readRecords(readModel(bytes));
  const records = all.filter(({ output }) => name === undefined || output === name);
  if (records.length === 0) {
    const there =
      all.length === 0 ? 'its metadata tell of none' : `it has ${all.map(({ output }) => output).join(', ')}`;
    const wanted = name === undefined ? 'a pooling' : `a pooling ${JSON.stringify(name)}`;
    throw new GgemError(
      'value',
      `verify: model must have ${wanted} built in, but ${there}. Give a file that attach or replace wrote.`,
    );
  }
  const [problem] = checkModel(bytes, { nodes: 'inAnyOrder' });
  if (problem !== undefined) {
    throw new GgemError('format', `verify: model must be sound, but ${problem}. Export it again.`);
  }
  const { verifyModel } = await import('../verify/verifyModel.ts').catch(runtimeMissing);
  const starting = (model: Uint8Array, path: string) =>
    startSession(externalFiles(model).length > 0 ? dirname(path) : undefined);
  const start = starting(bytes, file);
  const before = original && { bytes: original.bytes, start: starting(original.bytes, original.file) };
  return verifyModel(bytes, records, { dims, seed, start, original: before, ...(given && { given }) });
}
