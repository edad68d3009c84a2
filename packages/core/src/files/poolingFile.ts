import { GgemError, readingPlainData, show } from '../errors.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import { anySpecJson, draft } from '../facts/specJsonSchema.ts';
import {
  broken,
  isRecord,
  objectJson,
  type Rules,
  readKeys,
  ruleOf,
  unknownKey,
  wholeNumber,
} from '../spec/rules.ts';
import type { PoolingSpec, PoolingSpecInput } from '../spec/spec.ts';
import { suggestion } from '../suggestion.ts';

/** What `pooling.json` says: which pooling, over how many channels. */
export interface PoolingFile {
  /** Version of the format: 1. */
  readonly version: 1;
  readonly channels: number;
  readonly spec: PoolingSpec;
}

const keys: Rules<Omit<PoolingFile, 'spec'> & { readonly spec: PoolingSpecInput }> = {
  version: ruleOf(
    'must be 1. A newer version of this package may read the file.',
    { type: 'number', const: 1 },
    (value) => value === 1,
  ),
  channels: wholeNumber(1, 'must be a whole number from 1. It is what the pooling was trained for.'),
  spec: ruleOf('must be a spec such as { "type": "gem" }.', { $ref: '#/$defs/spec' }, isRecord),
};

/** Checks the content of `pooling.json`. Throws a `GgemError` with code `format`, or `spec` for the spec in it. */
export function parsePoolingFile(content: unknown): PoolingFile {
  return readingPlainData('format', 'pooling.json', () => parse(content));
}

function parse(content: unknown): PoolingFile {
  if (!isRecord(content)) return fail(`it must hold an object, but ${show(content)} came.`);
  const { version, channels, spec } = readKeys(keys, content, '', (key, words, value) =>
    fail(`${key} ${broken(words, show(value))}`),
  );
  const unknown = unknownKey(keys, content);
  if (unknown !== undefined) {
    const known = Object.keys(keys);
    fail(`unknown key ${show(unknown)}.${suggestion(unknown, known)} Known keys: ${known.join(', ')}.`);
  }
  return { version, channels, spec: parseSpec(spec) };
}

/** JSON Schema (draft 2020-12) of `pooling.json`. */
export function poolingFileJsonSchema(): object {
  return { $schema: draft, ...objectJson(keys), $defs: { spec: anySpecJson('#/$defs/spec') } };
}

function fail(message: string): never {
  throw new GgemError('format', `pooling.json: ${message}`);
}
