import * as z from 'zod/mini';
import { didYouMean } from '../didYouMean.ts';
import { GgemError, readingPlainData, show } from '../errors.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import { anySpec } from '../facts/specSchemas.ts';
import type { PoolingSpec } from '../spec/spec.ts';

/** What `pooling.json` says: which pooling, over how many channels. */
export interface PoolingFile {
  /** Version of the format: 1. */
  readonly version: 1;
  readonly channels: number;
  readonly spec: PoolingSpec;
}

const versionRule = { error: 'must be 1. A newer version of this package may read the file.' };
const channelsRule = { error: 'must be a whole number from 1. It is what the pooling was trained for.' };

const schema = z.strictObject({
  version: z.literal(1, versionRule),
  channels: z.int(channelsRule).check(z.minimum(1, channelsRule)),
  spec: z.looseObject({}, { error: 'must be a spec such as { "type": "gem" }.' }),
});

/** Checks the content of `pooling.json`. Throws a `GgemError` with code `format`, or `spec` for the spec in it. */
export function parsePoolingFile(content: unknown): PoolingFile {
  return readingPlainData('format', 'pooling.json', () => parse(content));
}

function parse(content: unknown): PoolingFile {
  const result = schema.safeParse(content);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    if (issue.code === 'unrecognized_keys') {
      const known = Object.keys(schema.shape);
      const [key] = issue.keys;
      fail(`unknown key ${show(key)}.${didYouMean(key, known)} Known keys: ${known.join(', ')}.`);
    }
    const [key] = issue.path;
    if (key === undefined) fail(`it must hold an object, but ${show(content)} came.`);
    const [rule, fix] = issue.message.split(/\. |\.$/);
    const value = (content as Record<PropertyKey, unknown>)[key];
    fail(`${String(key)} ${rule}, but ${show(value)} came.${fix ? ` ${fix}.` : ''}`);
  }
  const { version, channels, spec } = result.data!;
  return { version, channels, spec: parseSpec(spec as unknown as PoolingSpec) };
}

/** JSON Schema (draft 2020-12) of `pooling.json`. */
export function poolingFileJsonSchema(): object {
  return z.toJSONSchema(z.strictObject({ ...schema.shape, spec: anySpec }), { io: 'input' });
}

function fail(message: string): never {
  throw new GgemError('format', `pooling.json: ${message}`);
}
