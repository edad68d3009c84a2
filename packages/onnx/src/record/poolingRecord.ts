import type { GivenValues } from '../graph/givenValues.ts';
import type { PoolingNames } from '../graph/options.ts';
import type { OnnxModel } from '../read/readModel.ts';
import { type PoolingReads, type PoolingRecord, parseRecord } from './parseRecord.ts';
import { type Constants, toRecord } from './recordValues.ts';

/** Prefix of the keys in the metadata; the name of the output follows. */
const keyPrefix = 'ggem.pooling.';

/** The metadata entry for a pooling with the given values and constants. */
export function poolingRecord(
  record: Omit<PoolingRecord, 'values'>,
  values: GivenValues | undefined,
  constants: Constants,
): Record<string, string> {
  const whole: PoolingRecord = { ...record, ...(values && { values: toRecord(values, constants) }) };
  return { [`${keyPrefix}${record.output}`]: JSON.stringify(whole) };
}

/** The inputs of a graph besides the tokens, as a record names them. */
export function readsOf(
  inputs: readonly { readonly name: string }[],
  names: PoolingNames,
  parameters: readonly string[],
): PoolingReads {
  const given = new Set(inputs.map(({ name }) => name));
  const others = (['mask', 'tokenWeights', 'offsets'] as const).flatMap((name) =>
    given.has(names[name]) ? [[name, names[name]] as const] : [],
  );
  const live = parameters.map((name) => [name, `${names.parameters}${name}`] as const);
  return {
    ...Object.fromEntries(others),
    parameters: Object.fromEntries(live.filter(([, input]) => given.has(input))),
  };
}

/** The poolings that the metadata of a model name. If two have the same output, the newer one counts. */
export function readRecords({ proto, bytes }: Pick<OnnxModel, 'proto' | 'bytes'>): readonly PoolingRecord[] {
  const records = new Map<string, PoolingRecord>();
  for (const { key, value } of proto.metadataProps) {
    if (!key.startsWith(keyPrefix)) continue;
    const record = parseRecord(value, bytes.length);
    // An entry that is no record was written by another program.
    if (record !== undefined) records.set(record.output, record);
  }
  return [...records.values()];
}
