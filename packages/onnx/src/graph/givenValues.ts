import type { ParameterValues } from '@ggem/core';

/**
 * Values of parameters by name: `ParameterValues` from JSON, or arrays of numbers such as those that `readPoolingFiles`
 * gives.
 */
export type GivenValues = Readonly<Record<string, ArrayLike<number | 'inf' | '-inf'>>>;

/** The same as lists. */
export function parameterValues(values: GivenValues): ParameterValues {
  return Object.fromEntries(Object.entries(values).map(([name, list]) => [name, Array.from(list)]));
}
