import { argumentName } from '../plan/argumentName.ts';
import type { CallInputs } from '../plan/callInputs.ts';
import type { Named } from './callInput.ts';

/** What kernels depend on besides shapes: which inputs came, and the values of parameters that the host has. */
export function callInputs(values: Named, parameters: Named): CallInputs {
  const known = Object.entries(parameters).map(([name, { host }]) => [name, host && Array.from(host())]);
  return {
    given: Object.keys(values),
    live: Object.keys(parameters),
    parameterValues: Object.fromEntries(known),
  };
}

/** Inputs and parameters by the names of the kernels' arguments. */
export function argumentsOf<V>(
  values: Readonly<Record<string, V>>,
  parameters: Readonly<Record<string, V>>,
): Record<string, V> {
  const named = Object.entries(parameters).map(([name, value]) => [argumentName(name), value] as const);
  return { ...values, ...Object.fromEntries(named) };
}
