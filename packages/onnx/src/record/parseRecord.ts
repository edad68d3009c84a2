import { type DataFormat, type PoolingSpec, parseSpec } from '@ggem/core';
import type { RecordedValues } from './recordValues.ts';

/** What a model's metadata say of a pooling in it, so that it can be found and checked later. */
export interface PoolingRecord {
  readonly spec: PoolingSpec;
  readonly tokens: string;
  readonly dataFormat: DataFormat;
  readonly channels: number;
  readonly output: string;
  readonly reads: PoolingReads;
  /** Whether it took the place of a pooling that the model had. */
  readonly replaced?: boolean;
  /** Trained values, in place of where the spec starts. */
  readonly values?: RecordedValues;
}

/** Names of what a pooling reads besides the tokens. */
export interface PoolingReads {
  readonly mask?: string;
  readonly tokenWeights?: string;
  /** Where the images of a ragged batch begin. */
  readonly offsets?: string;
  /** The graph input of each parameter that is one. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** More than parameters have that are inputs of a model, so that its file does not hold them. */
const mostNumbers = 2 ** 22;

/**
 * The record in a line of metadata; `undefined` where it is none, or claims more numbers than a file of the given size
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

/** At most so many numbers a spec has parameters: a few a channel for each part, and the matrices of whitenings. */
function claimedNumbers(spec: object, channels: number): number {
  const text = JSON.stringify(spec);
  const parts = text.match(/"type":/g)?.length ?? 0;
  const columns = Array.from(text.matchAll(/"whiten":([-+.\de]*)/g), ([, count]) => Number(count));
  return channels * columns.reduce((sum, count) => sum + count, parts);
}
