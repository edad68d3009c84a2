import { type PoolingSpec, parametersOf } from '@ggem/core';
import type { CallInputs } from './callInputs.ts';

/** The inputs of the smallest call: the parameters that no spec can hold, and nothing else. */
export function onlyRequired(spec: PoolingSpec, channels: number): CallInputs {
  const live = parametersOf(spec, channels).flatMap(({ name, required }) => (required ? [name] : []));
  return { given: [], live, parameterValues: {} };
}
