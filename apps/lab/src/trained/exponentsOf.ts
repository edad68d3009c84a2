import { type PoolingSpecInput, parametersOf, parseSpec } from '@ggem/core';
import type { TrainedRun } from './trainedResult.ts';

/** Exponents before and after a training; none where the pooling has none, or where they are fixed. */
export function exponentsOf(
  spec: PoolingSpecInput,
  channels: number,
  after: readonly number[] | undefined,
): TrainedRun['p'] {
  const before = parametersOf(parseSpec(spec), channels).find(({ name }) => name === 'p')?.start;
  return before === undefined || after === undefined ? undefined : { before: [...before], after };
}
