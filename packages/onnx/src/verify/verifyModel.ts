import { GgemError } from '@ggem/core';
import { inspectModel } from '../edit/inspectModel.ts';
import { withOutputs } from '../edit/withOutputs.ts';
import { quote } from '../quote.ts';
import type { PoolingRecord } from '../record/parseRecord.ts';
import { type Numbers, run, type Session } from '../run/run.ts';
import { type ComparedOutput, compareOutputs } from './compareOutputs.ts';
import { raggedInputs } from './raggedInputs.ts';
import { type DrawnInput, type RandomInputs, randomInputs } from './randomInputs.ts';
import { startValues, type VerifiedPooling, verifyPooling } from './verifyPooling.ts';

/** Starts a session of a runtime with a model, given in pieces. */
export type StartSession = (pieces: readonly Uint8Array[]) => Promise<Session>;

/** What was run, and the results. */
export interface Verified {
  readonly inputs: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly holds: string;
  }[];
  readonly poolings: readonly VerifiedPooling[];
  /** The other outputs, compared with those of the original model; empty if that was not given. */
  readonly outputs: readonly ComparedOutput[];
  readonly isGood: boolean;
}

/** A model before its pooling was built in. Its weights may be in files of its own folder. */
export interface OriginalModel {
  readonly bytes: Uint8Array;
  readonly start: StartSession;
}

interface VerifyOptions extends Pick<RandomInputs, 'dims' | 'seed'> {
  readonly start: StartSession;
  /** Inputs that are not random. */
  readonly given?: Readonly<Record<string, Numbers>>;
  /** The original model, with whose outputs those of the model are compared. */
  readonly original?: OriginalModel | undefined;
}

/**
 * Runs a model, and compares its poolings with core's float64 reference on the tokens inside of it. With the original model,
 * outputs that are not computed from a pooling are compared with those of the original on the same inputs.
 */
export async function verifyModel(
  bytes: Uint8Array,
  records: readonly PoolingRecord[],
  { dims, seed, start, given = {}, original }: VerifyOptions,
): Promise<Verified> {
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
  const unknown = Object.keys(given).find((name) => !session.inputNames.includes(name));
  if (unknown !== undefined) {
    throw new GgemError(
      'value',
      `verify: input must name an input of the model, but ${quote(unknown)} came. It has ${session.inputNames.join(', ')}.`,
    );
  }
  const { offsets, total } = raggedInputs(records);
  const inputs = randomInputs(inspected, session.inputNames, {
    dims: total === undefined ? dims : { ...dims, total },
    seed,
    fixed: { ...startValues(records), ...offsets, ...given },
    masks: new Set(records.flatMap(({ reads }) => reads.mask ?? [])),
  });
  const values: Readonly<Record<string, Numbers>> = { ...inputs, ...(await runModel(session, inputs)) };
  const poolings = records.map((record) => verifyPooling(record, values, inspected));
  const outputs =
    original === undefined ? [] : await besideOriginal(original, { inspected, records, inputs, values });
  return {
    inputs: Object.entries(inputs).map(([name, { shape, holds }]) => ({ name, shape, holds })),
    poolings,
    outputs,
    isGood: [...poolings, ...outputs].every(({ isGood }) => isGood),
  };
}

interface Ran {
  readonly inspected: ReturnType<typeof inspectModel>;
  readonly records: readonly PoolingRecord[];
  readonly inputs: Readonly<Record<string, DrawnInput>>;
  readonly values: Readonly<Record<string, Numbers>>;
}

async function besideOriginal(
  { bytes, start }: OriginalModel,
  { inspected, records, inputs, values }: Ran,
): Promise<readonly ComparedOutput[]> {
  const was = inspectModel(bytes);
  // The tokens that are pooled must be the same too, if the original model has them.
  const tokens = records.map(({ tokens: name }) => name).filter((name) => was.live.has(name));
  const session = await start(withOutputs(was, tokens));
  const missing = session.inputNames.find((name) => inputs[name] === undefined);
  if (missing !== undefined) {
    throw new GgemError(
      'value',
      `verify: against must be the model before the pooling, but it takes ${quote(missing)}, which the model does not. Give the file that attach or replace read.`,
    );
  }
  const taken = Object.fromEntries(session.inputNames.map((name) => [name, inputs[name]!]));
  return compareOutputs(inspected, records, values, { ...taken, ...(await runModel(session, taken)) });
}

async function runModel(session: Session, inputs: Readonly<Record<string, Numbers>>) {
  try {
    return await run(session, inputs);
  } catch (error) {
    if (error instanceof GgemError) throw error;
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    throw new GgemError(
      'value',
      `verify: model must run on this input, but the runtime says: ${reason} Say the lengths of its open axes with --dim, or give values with --input NAME=FILE.npy.`,
      { cause: error },
    );
  }
}
