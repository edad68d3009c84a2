import { GgemError, show } from '../errors.ts';
import { sizeOf } from '../ops/sizeOf.ts';
import { exponent } from '../spec/exponentKeys.ts';
import { objectJson } from '../spec/rules.ts';
import { exponentValue, type PoolingSpec } from '../spec/spec.ts';
import { parametersOf } from './parametersOf.ts';
import { draft } from './specJsonSchema.ts';

/** Values of parameters by name, as JSON holds them: infinities are `"inf"` and `"-inf"`. */
export type ParameterValues = Readonly<Record<string, readonly (number | 'inf' | '-inf')[]>>;

const entry = exponent('');

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
    const plain = given.map((value) =>
      entry.read(value, name, (_, __, wrong) =>
        fail(`${name} must hold numbers, "inf" or "-inf", but ${show(wrong)} came.`),
      ),
    );
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
  const lists = parametersOf(spec, channels).map(({ name, shape }) => {
    const entries = sizeOf(shape);
    const json = { type: 'array', items: entry.json, minItems: entries, maxItems: entries };
    return [name, { json }] as const;
  });
  return { $schema: draft, ...objectJson(Object.fromEntries(lists)) };
}
