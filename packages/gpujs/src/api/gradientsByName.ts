import { gradientName } from '@ggem/kernels';

/** Picks the gradients of parameters from the values that kernels gave, by the names of the parameters. */
export function gradientsByName(
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, values[gradientName(name)]]));
}
