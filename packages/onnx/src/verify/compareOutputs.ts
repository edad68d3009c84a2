import type { Inspected } from '../edit/inspectModel.ts';
import type { PoolingRecord } from '../record/parseRecord.ts';
import type { Numbers } from '../run/run.ts';
import { allowedError } from './allowedError.ts';
import { downstream } from './downstream.ts';
import { largestError } from './largestError.ts';

/** An output of a model, compared with that of the original model. */
export interface ComparedOutput {
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether it is computed from a pooling, and so may differ: then nothing is compared. */
  readonly follows: boolean;
  readonly error?: number;
  /** The largest error relative to the largest value. */
  readonly relative?: number;
  readonly allowed?: number;
  readonly isGood: boolean;
}

/**
 * Compares the outputs of a model with those of the original model: every output that both have, and the tokens that are
 * pooled. Outputs that are computed from a pooling that replaced another are listed, but not compared.
 */
export function compareOutputs(
  inspected: Inspected,
  records: readonly PoolingRecord[],
  now: Readonly<Record<string, Numbers>>,
  before: Readonly<Record<string, Numbers>>,
): readonly ComparedOutput[] {
  const following = new Set(records.flatMap(({ output }) => [...downstream(inspected, output)]));
  const inputs = new Set(inspected.model.graph.input.map(({ name }) => name));
  const both = Object.keys(before).filter((name) => now[name] !== undefined && !inputs.has(name));
  return both.map((name): ComparedOutput => {
    const [model, original] = [now[name]!, before[name]!];
    const { shape } = model;
    if (following.has(name)) return { name, shape, follows: true, isGood: true };
    const { error, relative } = largestError(model.data, original.data, shape.at(-1) ?? 1);
    const allowed = allowedError(inspected, name);
    const isGood = shape.join() === original.shape.join() && relative <= allowed;
    return { name, shape, follows: false, error, relative, allowed, isGood };
  });
}
