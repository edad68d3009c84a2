import type { PoolingSpec } from '@ggem/core';
import type { KernelTarget } from '../codegen/language.ts';
import type { Expression } from '../graph/expression.ts';
import { createRecorder, type Recorder } from '../graph/recorder.ts';
import type { Target } from '../schedule/target.ts';
import type { CallInputs } from './callInputs.ts';
import { exponentCases } from './exponentCases.ts';
import { recordExponent } from './parameters.ts';
import { planCases, planKernels } from './planKernels.ts';

/** The kernels of a call. */
export interface Plan<K> {
  readonly kernels: readonly K[];
  /** Names of the kernels whose values are wanted. */
  readonly results: readonly string[];
  /** Plans with the same key are the same. */
  readonly key: string;
}

/** Turns what `record` records into kernels. */
export function planOf<K>(
  spec: PoolingSpec,
  call: CallInputs & { readonly channels: number },
  record: (recorder: Recorder, call: CallInputs) => readonly Target[],
  target: KernelTarget<K>,
): Plan<K> {
  const title = JSON.stringify(spec);
  const recorder = createRecorder();
  const targets = record(recorder, call);
  const kernels =
    (target.branches && casesOf(spec, call, record, title, target)) ||
    planKernels(recorder, targets, title, target);
  return {
    kernels,
    results: targets.map(({ name }) => name),
    key: JSON.stringify(kernels),
  };
}

/** The kernels of a call with a live `p`, each with one formula for a thread. Undefined where they cannot be written so. */
function casesOf<K>(
  spec: PoolingSpec,
  call: CallInputs & { readonly channels: number },
  record: (recorder: Recorder, call: CallInputs) => readonly Target[],
  title: string,
  target: KernelTarget<K>,
): readonly K[] | undefined {
  const cases = exponentCases(spec, call).map(({ from, like }) => {
    const recorder = createRecorder();
    const parameterValues = { ...call.parameterValues, p: like };
    return { from, recorder, targets: record(recorder, { ...call, parameterValues }) };
  });
  if (cases.length === 0) return undefined;
  const exponent = (channels: number): Expression =>
    recordExponent(createRecorder(), spec, call.channels, channels);
  return planCases(cases, ({ x }) => exponent(x.shape[2]), title, target);
}
