import * as z from 'zod/mini';
import { checkGroups } from './checkGroups.ts';
import { GgemError, show } from './errors.ts';
import { fixedExponents } from './exponent.ts';
import { exponentSpec, exponentValue, isPowerMean, type PoolingSpec, type PRange } from './spec.ts';

/** One named array that a pooling computes with; the adapter allocates it, core says what it is. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** What each axis counts, such as `groups`. */
  readonly axes: readonly string[];
  /** Values before training, one an entry. */
  readonly start: readonly number[];
  readonly trainable: boolean;
  /** The interval that training keeps it in; see `toRange`. */
  readonly range: PRange | null;
}

/** The parameters of a pooling over so many channels: `p` `[groups]` for gem and ggem, none for the others. */
export function parametersOf(spec: PoolingSpec, channels: number): readonly Parameter[] {
  checkGroups(spec, channels);
  if (!isPowerMean(spec)) return [];
  const start = fixedExponents(spec);
  const { trainable, range } = spec;
  return [{ name: 'p', shape: [start.length], axes: ['groups'], start, trainable, range }];
}

/** How many channels the pooled vector has. */
export function outputChannels(_spec: PoolingSpec, channels: number): number {
  return channels;
}

/** Values of parameters by name, as JSON holds them: infinities are `"inf"` and `"-inf"`. */
export type ParameterValues = Readonly<Record<string, readonly (number | 'inf' | '-inf')[]>>;

const entry = z.union([z.number(), z.enum(['inf', '-inf'])]);

/**
 * Checks parameter values against a spec and gives them as numbers. Throws a `GgemError` with code `value` for an
 * unknown or missing name, a wrong length, or an entry that is no number.
 */
export function parseParameters(
  spec: PoolingSpec,
  channels: number,
  values: ParameterValues,
): Readonly<Record<string, readonly number[]>> {
  const parameters = parametersOf(spec, channels);
  const names = parameters.map((parameter) => parameter.name);
  const fail = (message: string): never => {
    throw new GgemError('value', `${spec.type}: ${message}`);
  };
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    fail(
      `unknown parameter ${show(unknown)}. ${names.length > 0 ? `Known: ${names.join(', ')}.` : 'It has no parameters.'}`,
    );
  }
  const parsed = parameters.map(({ name, shape }) => {
    const given = values[name] ?? fail(`parameter ${name} [${shape.join(', ')}] is missing.`);
    const plain = given.map((value) => (typeof value === 'number' ? exponentSpec(value) : value));
    const wrong = plain.find((value) => !entry.safeParse(value).success);
    if (wrong !== undefined) fail(`${name} must hold numbers, "inf" or "-inf", but ${show(wrong)} came.`);
    if (plain.length !== shape[0])
      fail(`${name} must have ${shape[0]} entries, one a group, but ${plain.length} came.`);
    return [name, plain.map(exponentValue)] as const;
  });
  return Object.fromEntries(parsed);
}

/** JSON Schema (draft 2020-12) of the parameter values of a spec. */
export function parametersJsonSchema(spec: PoolingSpec, channels: number): object {
  const shapes = parametersOf(spec, channels).map(
    ({ name, shape }) => [name, z.array(entry).check(z.length(shape[0]!))] as const,
  );
  return z.toJSONSchema(z.strictObject(Object.fromEntries(shapes)));
}
