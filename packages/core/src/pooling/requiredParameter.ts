import { GgemError } from '../errors.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import type { PoolingInput } from './definition.ts';

/** A parameter that no spec can hold: throws a `GgemError` where the call does not give it. */
export function requiredParameter<T>(
  { spec, parameters }: Pick<PoolingInput<T, PoolingSpec>, 'spec' | 'parameters'>,
  name: string,
): T {
  const live = parameters[name];
  if (live === undefined) {
    throw new GgemError(
      'value',
      `${spec.type}: ${name} must be given as a parameter, as no spec can hold it, but none came. parametersOf has its shape and where training starts.`,
    );
  }
  return live.tensor;
}
