import { type DataFormat, type PoolingSpec, parseSpec } from '@ggem/core';
import type { RecordedValues } from './recordValues.ts';

/** The entry about a pooling in the metadata of a model, by which it can be found and checked later. */
export interface PoolingRecord {
  readonly spec: PoolingSpec;
  readonly tokens: string;
  readonly dataFormat: DataFormat;
  readonly channels: number;
  readonly output: string;
  readonly reads: PoolingReads;
  /** Whether it replaced a pooling of the model. */
  readonly replaced?: boolean;
  /** Trained values, in place of those of the spec. */
  readonly values?: RecordedValues;
}

/** Names of the values that a pooling reads besides the tokens. */
export interface PoolingReads {
  readonly mask?: string;
  readonly tokenWeights?: string;
  /** The value that says where the images of a ragged batch begin. */
  readonly offsets?: string;
  /** The name of the graph input for each parameter that is one. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Parameters that are inputs of a model, so that its file does not hold them, have fewer numbers than this. */
const mostNumbers = 2 ** 22;

/**
 * The record in a text of the metadata; `undefined` if it is no record, or claims more numbers than a file of the given size
 * can hold.
 */
export function parseRecord(text: string, size: number): PoolingRecord | undefined {
  try {
    const record = inWordsOfToday(JSON.parse(text));
    return isRecord(record, size) ? { ...record, spec: parseSpec(record.spec) } : undefined;
  } catch {
    return undefined;
  }
}

/** Models that were written earlier call the data format `layout`, and the token weights `weights`. */
function inWordsOfToday(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { layout, ...rest } = value;
  const { reads } = value;
  const { weights, ...others } = isObject(reads) ? reads : {};
  return {
    ...(layout !== undefined && { dataFormat: layout }),
    ...rest,
    ...(isObject(reads) && { reads: { ...(weights !== undefined && { tokenWeights: weights }), ...others } }),
  };
}

function isRecord(value: unknown, size: number): value is PoolingRecord {
  if (!isObject(value)) return false;
  const { spec, tokens, dataFormat, channels, output, reads, values = {} } = value;
  return (
    typeof tokens === 'string' &&
    typeof output === 'string' &&
    (dataFormat === 'channelsLast' || dataFormat === 'channelsFirst') &&
    Number.isInteger(channels) &&
    (channels as number) >= 1 &&
    isObject(spec) &&
    claimedNumbers(spec, channels as number) <= Math.max(size, mostNumbers) &&
    isObject(reads) &&
    isObject(reads.parameters) &&
    [reads.mask, reads.tokenWeights, reads.offsets].every(
      (name) => name === undefined || typeof name === 'string',
    ) &&
    Object.values(reads.parameters).every((name) => typeof name === 'string') &&
    isObject(values) &&
    Object.values(values).every(
      (list) => Array.isArray(list) || (isObject(list) && typeof list.tensor === 'string'),
    )
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The most numbers that the parameters of a spec can have: a few for each channel of each part, and whitening matrices. */
function claimedNumbers(spec: object, channels: number): number {
  const text = JSON.stringify(spec);
  const parts = text.match(/"type":/g)?.length ?? 0;
  const columns = Array.from(text.matchAll(/"whiten":([-+.\de]*)/g), ([, count]) => Number(count));
  return channels * columns.reduce((sum, count) => sum + count, parts);
}
