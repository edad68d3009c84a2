import { exponentSpec, type ParameterValues } from '@ggem/core';

/**
 * Values of parameters by name: `ParameterValues` from JSON, or arrays of numbers such as those that `readPoolingFiles`
 * gives.
 */
export type GivenValues = Readonly<Record<string, ArrayLike<number | 'inf' | '-inf'>>>;

/** The same as lists, infinities in words, as JSON has no numbers for them. */
export function parameterValues(values: GivenValues): ParameterValues {
  const word = (value: number | 'inf' | '-inf') => (typeof value === 'number' ? exponentSpec(value) : value);
  return Object.fromEntries(Object.entries(values).map(([name, list]) => [name, Array.from(list, word)]));
}
