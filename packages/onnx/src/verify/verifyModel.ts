import { create } from '@bufbuild/protobuf';
import { GgemError, outputChannels, parametersOf, poolArray, poolRaggedArray } from '@ggem/core';
import { applyEdit } from '../edit/applyEdit.ts';
import { type Inspected, inspectModel } from '../edit/inspectModel.ts';
import { quote } from '../edit/quote.ts';
import { type DataTypeName, dataType, dataTypeName, ValueInfoProtoSchema } from '../proto/onnx.ts';
import type { PoolingRecord } from '../record/poolingRecord.ts';
import { fromRecord } from '../record/recordValues.ts';
import { type Numbers, run, type Session } from '../run/run.ts';
import { type LargestError, largestError } from './largestError.ts';
import { raggedInputs } from './raggedInputs.ts';
import { type RandomInputs, randomInputs } from './randomInputs.ts';

/** Starts a session of a runtime with a model, given in pieces. */
export type StartSession = (pieces: readonly Uint8Array[]) => Promise<Session>;

/** How a pooling of a model agrees with the reference. */
export interface Verified extends LargestError {
  readonly output: string;
  readonly spec: PoolingRecord['spec'];
  readonly tokensShape: readonly number[];
  /** Largest error relative to the largest value that is allowed in the model's float type. */
  readonly allowed: number;
  readonly isGood: boolean;
}

/** The float type's own precision, with room for sums over many tokens. */
const allowed: Partial<Record<DataTypeName, number>> = { float16: 2e-3, float32: 1e-5, float64: 1e-12 };

interface VerifyOptions extends Pick<RandomInputs, 'dims' | 'seed'> {
  readonly start: StartSession;
}

/** Runs a model on random input, and pools the tokens that come up inside with core's float64 reference. */
export async function verifyModel(
  bytes: Uint8Array,
  records: readonly PoolingRecord[],
  { dims, seed, start }: VerifyOptions,
): Promise<readonly Verified[]> {
  const inspected = inspectModel(bytes);
  const wanted = records.flatMap(({ tokens, output, reads }) => [
    tokens,
    output,
    ...(reads.mask ? [reads.mask] : []),
  ]);
  const missing = wanted.find((name) => !inspected.live.has(name));
  if (missing !== undefined) {
    throw new GgemError(
      'value',
      `verify: model must have the value ${quote(missing)}, but it was removed. Attach the pooling again.`,
    );
  }
  const session = await start(withOutputs(inspected, [...new Set(wanted)]));
  const { offsets, total } = raggedInputs(records);
  const inputs = randomInputs(inspected, session.inputNames, {
    dims: total === undefined ? dims : { ...dims, total },
    seed,
    fixed: { ...startValues(records), ...offsets },
  });
  const values: Readonly<Record<string, Numbers>> = { ...inputs, ...(await runModel(session, inputs)) };
  return records.map((record) => compare(record, values, inspected));
}

async function runModel(session: Session, inputs: Readonly<Record<string, Numbers>>) {
  try {
    return await run(session, inputs);
  } catch (error) {
    if (error instanceof GgemError) throw error;
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    throw new GgemError(
      'value',
      `verify: model must run on random input, but the runtime says: ${reason} Say the lengths of its open axes with --dim.`,
      {
        cause: error,
      },
    );
  }
}

/** The model with inner values as outputs besides. */
function withOutputs({ model, infos }: Inspected, names: readonly string[]): readonly Uint8Array[] {
  const there = new Set([...model.graph.output, ...model.graph.input].map(({ name }) => name));
  const outputs = names
    .filter((name) => !there.has(name))
    .map((name) =>
      create(ValueInfoProtoSchema, {
        name,
        type: {
          value: { case: 'tensorType', value: { elemType: infos.get(name)?.type ?? dataType.float32 } },
        },
      }),
    );
  return applyEdit(model, {
    nodes: [],
    initializers: [],
    inputs: [],
    outputs,
    functions: [],
    opsetImports: [],
    metadata: {},
  });
}

/** Parameters that are inputs get the values from which their training starts. */
function startValues(records: readonly PoolingRecord[]): Readonly<Record<string, Numbers>> {
  return Object.fromEntries(
    records.flatMap(({ spec, channels, reads }) =>
      parametersOf(spec, channels).flatMap(({ name, start, shape }) => {
        const input = reads.parameters[name];
        return input === undefined ? [] : [[input, { data: start, shape }] as const];
      }),
    ),
  );
}

function compare(
  record: PoolingRecord,
  values: Readonly<Record<string, Numbers>>,
  { infos, model }: Inspected,
): Verified {
  const { spec, output, reads, layout } = record;
  const recorded = fromRecord(record.values ?? {}, model.proto);
  const baked = Object.entries(recorded).map(([name, list]) => [name, list.map(Number)] as const);
  const live = Object.entries(reads.parameters).map(([name, input]) => [name, values[input]!.data] as const);
  const given = values[record.tokens]!;
  const options = {
    mask: values[reads.mask ?? '']?.data,
    weights: values[reads.weights ?? '']?.data,
    parameters: Object.fromEntries([...baked, ...live]),
  };
  const offsets = values[reads.offsets ?? '']?.data;
  const pooled =
    offsets === undefined
      ? poolArray(given, spec, { ...options, layout })
      : poolRaggedArray({ data: given.data, channels: record.channels, offsets }, spec, options);
  const found = largestError(values[output]!.data, pooled, outputChannels(spec, record.channels));
  const limit = allowed[dataTypeName(infos.get(output)?.type ?? dataType.float32) as DataTypeName] ?? 1e-5;
  return {
    output,
    spec,
    tokensShape: given.shape,
    ...found,
    allowed: limit,
    isGood: found.relative <= limit,
  };
}
