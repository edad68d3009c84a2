import { readFile, stat } from 'node:fs/promises';
import { GgemError, type PoolingSpecInput, parseSpec, readPoolingFiles } from '@ggem/core';
import type { GivenValues } from '../graph/givenValues.ts';
import { fileError } from '../node/fileError.ts';
import { readSentenceTransformers } from '../node/sentenceTransformersFolder.ts';

/** A pooling as the command line gives it. */
export interface GivenPooling {
  /** As it was written: what it leaves open may follow from the model. */
  readonly spec: PoolingSpecInput;
  /** Trained parameters, from files. */
  readonly values?: GivenValues;
  /** Channels that it was trained for. */
  readonly channels?: number;
}

/**
 * A spec as JSON, or the name of a file: one that holds a spec, or a `pooling.json` with its trained parameters in the
 * `.safetensors` of the same name beside it. Or that of a folder of sentence-transformers.
 */
export async function readSpec(operation: string, spec: string): Promise<GivenPooling> {
  const isFile = !spec.trim().startsWith('{');
  if (isFile && (await isFolder(spec))) return readSentenceTransformers(spec);
  const text = isFile ? (await read(operation, spec)).toString('utf8') : spec;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    const what = isFile ? spec : 'spec';
    throw new GgemError(
      'spec',
      `${operation}: ${what} must be JSON, such as {"type":"ggem","groups":12}, but it is not. Check its quotes.`,
    );
  }
  if (!isFile || content === null || typeof content !== 'object' || !('version' in content))
    return { spec: checked(content as PoolingSpecInput) };
  const weights = await read(operation, parametersFile(spec));
  const stored = readPoolingFiles(content, weights);
  return { spec: stored.spec, values: stored.parameters, channels: stored.channels };
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** The same spec. Throws where it is wrong, before a large model is read. */
export function checked(spec: PoolingSpecInput): PoolingSpecInput {
  parseSpec(spec);
  return spec;
}

/** The file beside a `pooling.json` that holds its parameters. */
export function parametersFile(path: string): string {
  return `${path.replace(/\.json$/, '')}.safetensors`;
}

async function read(operation: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileError(operation, 'read', path, error);
  }
}
