import type { PoolingSpec } from '@ggem/core';
import type { KernelTarget } from '../codegen/language.ts';
import type { Recorder } from '../graph/recorder.ts';
import type { Target } from '../schedule/target.ts';
import { planKernels } from './planKernels.ts';

/** The kernels of a call. */
export interface Plan<K> {
  readonly kernels: readonly K[];
  /** Names of the kernels whose values are wanted. */
  readonly results: readonly string[];
  /** Plans with the same key are the same. */
  readonly key: string;
}

/** What kernels depend on besides shapes. */
export interface CallInputs {
  /** Which of mask and token weights are given. */
  readonly given: readonly string[];
  /** Which parameters are given. */
  readonly live: readonly string[];
  /** Values of parameters that the host has: they may decide which formula runs. */
  readonly parameterValues: Readonly<Record<string, readonly number[] | undefined>>;
}

/** Turns recorded values into kernels. */
export function planOf<K>(
  recorder: Recorder,
  spec: PoolingSpec,
  targets: readonly Target[],
  target: KernelTarget<K>,
): Plan<K> {
  const kernels = planKernels(recorder, targets, JSON.stringify(spec), target);
  return {
    kernels,
    results: targets.map(({ name }) => name),
    key: JSON.stringify(kernels),
  };
}
