import { outputChannels, parametersOf, poolArray, poolRaggedArray } from '@ggem/core';
import type { Inspected } from '../edit/inspectModel.ts';
import type { PoolingRecord } from '../record/parseRecord.ts';
import { fromRecord } from '../record/recordValues.ts';
import type { Numbers } from '../run/run.ts';
import { allowedError } from './allowedError.ts';
import { type LargestError, largestError } from './largestError.ts';
import { structuralFault } from './structuralFault.ts';

/** A pooling of a model, compared with the reference. */
export interface VerifiedPooling extends LargestError {
  readonly output: string;
  readonly spec: PoolingRecord['spec'];
  readonly tokensShape: readonly number[];
  /** The largest allowed relative error in the float type of the model. */
  readonly allowed: number;
  /** What is wrong with its place in the model, in words; absent if nothing is. */
  readonly fault?: string;
  readonly isGood: boolean;
}

/** The start values of all parameters that are inputs. */
export function startValues(records: readonly PoolingRecord[]): Readonly<Record<string, Numbers>> {
  return Object.fromEntries(
    records.flatMap(({ spec, channels, reads }) =>
      parametersOf(spec, channels).flatMap(({ name, start, shape }) => {
        const input = reads.parameters[name];
        return input === undefined ? [] : [[input, { data: start, shape }] as const];
      }),
    ),
  );
}

/** Compares a pooling of a model that ran with the reference on the same tokens, and checks its place. */
export function verifyPooling(
  record: PoolingRecord,
  values: Readonly<Record<string, Numbers>>,
  inspected: Inspected,
): VerifiedPooling {
  const { spec, output, reads, dataFormat } = record;
  const { model } = inspected;
  const recorded = fromRecord(record.values ?? {}, model.proto);
  const baked = Object.entries(recorded).map(([name, list]) => [name, list.map(Number)] as const);
  const live = Object.entries(reads.parameters).map(([name, input]) => [name, values[input]!.data] as const);
  const given = values[record.tokens]!;
  const options = {
    mask: values[reads.mask ?? '']?.data,
    tokenWeights: values[reads.tokenWeights ?? '']?.data,
    parameters: Object.fromEntries([...baked, ...live]),
  };
  const offsets = values[reads.offsets ?? '']?.data;
  const pooled =
    offsets === undefined
      ? poolArray(given, spec, { ...options, dataFormat })
      : poolRaggedArray({ data: given.data, channels: record.channels, offsets }, spec, options);
  const found = largestError(values[output]!.data, pooled, outputChannels(spec, record.channels));
  const allowed = allowedError(inspected, output);
  const fault = structuralFault(inspected, record);
  return {
    output,
    spec,
    tokensShape: given.shape,
    ...found,
    allowed,
    ...(fault !== undefined && { fault }),
    isGood: fault === undefined && found.relative <= allowed,
  };
}
