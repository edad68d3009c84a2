import type { ChannelLayout, ParameterValues, PoolingSpec } from '@ggem/core';
import { type GivenValues, parameterValues } from '../graph/givenValues.ts';
import type { ModelProto } from '../proto/onnx.ts';
import type { PoolingReads } from './layPooling.ts';
import type { TokensSource } from './tokensSource.ts';

/** What a model's metadata say of a pooling that was built in, so that it can be found and checked later. */
export interface PoolingRecord {
  readonly spec: PoolingSpec;
  readonly tokens: string;
  readonly layout: ChannelLayout;
  readonly channels: number;
  readonly output: string;
  readonly reads: PoolingReads;
  /** Trained values; `null` where they are too many for a line of metadata. */
  readonly values?: ParameterValues | null;
}

/** Front of the keys; the name of the output follows. */
const keyPrefix = 'ggem.pooling.';

/** More numbers than this are weights, which the model holds already. */
const longest = 4096;

/** The metadata entry for a pooling. */
export function poolingRecord(
  spec: PoolingSpec,
  source: TokensSource,
  output: string,
  reads: PoolingReads,
  given: GivenValues | undefined,
): Record<string, string> {
  const values = given && parameterValues(given);
  const count = Object.values(values ?? {}).reduce((sum, list) => sum + list.length, 0);
  const { name: tokens, layout, channels } = source;
  const record: PoolingRecord = {
    spec,
    tokens,
    layout,
    channels,
    output,
    reads,
    ...(values !== undefined && { values: count > longest ? null : values }),
  };
  return { [`${keyPrefix}${output}`]: JSON.stringify(record) };
}

/** The poolings that a model's metadata tell of; of two with one output the newer. */
export function readRecords({ metadataProps }: ModelProto): readonly PoolingRecord[] {
  const records = new Map<string, PoolingRecord>();
  for (const { key, value } of metadataProps) {
    if (!key.startsWith(keyPrefix)) continue;
    try {
      const record = JSON.parse(value) as PoolingRecord;
      if (typeof record.tokens === 'string' && typeof record.output === 'string')
        records.set(record.output, record);
    } catch {
      // Somebody else's entry under our key is none of ours.
    }
  }
  return [...records.values()];
}
