import { checkOptions, GgemError } from '@ggem/core';
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { fromTensor, type Result, type RunInput, toTensor } from './tensors.ts';

export type { Numbers, Result, RunInput } from './tensors.ts';

/** A session of onnxruntime-node or onnxruntime-web. */
export type Session = Pick<InferenceSession, 'inputNames' | 'inputMetadata' | 'run'>;

/** What to run. */
export interface RunOptions<Name extends string> {
  /** Which outputs to compute. Default all. */
  readonly outputs?: readonly Name[] | undefined;
}

/**
 * Runs a session on plain numbers. Inputs get the type that the model declares; outputs are float32, or float64 where their
 * type has more digits.
 *
 * The session is the user's own, of onnxruntime-node or onnxruntime-web, on whatever device. Throws a `GgemError` with
 * code `value` for an input that is missing or unknown, and with code `shape` for one whose numbers do not fill its shape.
 *
 * ```ts
 * const { pooled } = await run(session, { tokens: { data, shape: [1, 197, 768] } });
 * ```
 */
export async function run<Name extends string = string>(
  session: Session,
  inputs: Readonly<Record<string, RunInput>>,
  options: RunOptions<Name> = {},
): Promise<Readonly<Record<Name, Result>>> {
  checkOptions('run', options, { outputs: true });
  const { outputs: wanted } = options;
  checkNames(session.inputNames, Object.keys(inputs));
  const feeds: Record<string, Tensor> = {};
  for (const metadata of session.inputMetadata) {
    if (!metadata.isTensor)
      throw new GgemError(
        'value',
        `run: input ${metadata.name} is no tensor. Run this model without the helper.`,
      );
    feeds[metadata.name] = toTensor(metadata, inputs[metadata.name]!);
  }
  const outputs = Object.entries(await (wanted ? session.run(feeds, wanted) : session.run(feeds)));
  const results = await Promise.all(outputs.map(async ([name, tensor]) => [name, await fromTensor(tensor)]));
  return Object.fromEntries(results) as Record<Name, Result>;
}

function checkNames(expected: readonly string[], given: readonly string[]): void {
  const missing = expected.find((name) => !given.includes(name));
  const unknown = given.find((name) => !expected.includes(name));
  if (missing === undefined && unknown === undefined) return;
  const what = missing === undefined ? `input ${unknown} is unknown` : `input ${missing} is missing`;
  throw new GgemError('value', `run: ${what}. The model takes: ${expected.join(', ')}.`);
}
