import * as z from 'zod/mini';
import { GgemError, show } from '../errors.ts';
import { sizeOf } from '../ops/sizeOf.ts';
import { exponentSpec, exponentValue, type PoolingSpec } from '../spec/spec.ts';
import { parametersOf } from './parametersOf.ts';

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
  const parsed = parameters.map(({ name, shape, axes }) => {
    const given = values[name] ?? fail(`parameter ${name} [${shape.join(', ')}] is missing.`);
    const plain = given.map((value) => (typeof value === 'number' ? exponentSpec(value) : value));
    const wrong = plain.find((value) => !entry.safeParse(value).success);
    if (wrong !== undefined) fail(`${name} must hold numbers, "inf" or "-inf", but ${show(wrong)} came.`);
    const entries = sizeOf(shape);
    if (plain.length !== entries) {
      const each = axes.length === 1 && axes[0] === 'groups' ? 'one a group' : `[${axes.join(', ')}]`;
      fail(`${name} must have ${entries} entries, ${each}, but ${plain.length} came.`);
    }
    return [name, plain.map(exponentValue)] as const;
  });
  return Object.fromEntries(parsed);
}

/** JSON Schema (draft 2020-12) of the parameter values of a spec. */
export function parametersJsonSchema(spec: PoolingSpec, channels: number): object {
  const shapes = parametersOf(spec, channels).map(
    ({ name, shape }) => [name, z.array(entry).check(z.length(sizeOf(shape)))] as const,
  );
  return z.toJSONSchema(z.strictObject(Object.fromEntries(shapes)));
}
