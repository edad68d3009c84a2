import type { core } from 'zod/mini';
import { didYouMean } from '../didYouMean.ts';
import { GgemError, inside, readingPlainData, show } from '../errors.ts';
import { mapParts } from '../spec/parts.ts';
import { exponentSpec, type PoolingSpec, type PoolingSpecInput, type PoolingType } from '../spec/spec.ts';
import { checkExtent } from './checkExtent.ts';
import { definitionOf, poolingTypes } from './poolings.ts';
import { type SpecSchema, specSchemas } from './specSchemas.ts';

/**
 * Checks a spec and fills in its defaults. A spec that went through comes back equal.
 *
 * Throws a `GgemError` with code `spec` that names the key, the rule, the value that came and the fix.
 */
export function parseSpec(input: PoolingSpecInput): PoolingSpec {
  return readingPlainData('spec', 'pooling', () => {
    checkExtent(input);
    return parse(input);
  });
}

function parse(input: unknown): PoolingSpec {
  if (input === null || typeof input !== 'object') {
    const type = poolingTypes.find((one) => one === input) ?? 'mean';
    throw new GgemError(
      'spec',
      `pooling: a spec must be an object, but ${show(input)} came. Give such as { type: '${type}' }.`,
    );
  }
  const { type } = input as { readonly type: PoolingType };
  if (typeof type !== 'string' || !Object.hasOwn(specSchemas, type)) {
    throw new GgemError(
      'spec',
      `pooling: type must be one of ${poolingTypes.join(', ')}, but ${show(type)} came.${didYouMean(type, poolingTypes)}`,
    );
  }
  const schema = specSchemas[type];
  const plain = spellInfinities(schema.shape, parseParts(type, schema.shape, input as Loose));
  const result = schema.safeParse(plain);
  if (!result.success) throw specError(type, plain, result.error.issues);
  return definitionOf({ type }).complete(result.data);
}

type Loose = Readonly<Record<string, unknown>>;

/** Parses the specs inside a spec, the default one too. Each is parsed by itself, so that an error names that spec. */
function parseParts(type: PoolingType, shape: SpecSchema['shape'], input: Loose): Loose {
  if (!('parts' in shape || 'part' in shape)) return input;
  const whole = { ...input };
  if (shape.part && whole.part === undefined) whole.part = shape.part.parse(undefined);
  return mapParts(whole, (part, path) => inside(`${type}: ${path}`, () => parse(part)));
}

/** Writes infinite numbers as `"inf"` and `"-inf"`, as JSON must, in the keys that may hold them. */
function spellInfinities(shape: SpecSchema['shape'], input: Loose): Loose {
  const spelled = Object.entries(input).flatMap(([key, value]) =>
    isInfinite(value) && shape[key]?.safeParse('inf').success ? [[key, spell(value)] as const] : [],
  );
  return spelled.length === 0 ? input : { ...input, ...Object.fromEntries(spelled) };
}

function isInfinite(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isInfinite);
  return typeof value === 'number' && Math.abs(value) === Number.POSITIVE_INFINITY;
}

function spell(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spell);
  return typeof value === 'number' ? exponentSpec(value) : value;
}

function specError(type: PoolingType, input: object, issues: readonly core.$ZodIssue[]): GgemError {
  const known = Object.keys(specSchemas[type].shape);
  // A misspelt key first: what is missing may be meant by it.
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys' || issue.path.length > 0) continue;
    const [key] = issue.keys;
    return new GgemError(
      'spec',
      `${type}: unknown key ${show(key)}.${didYouMean(key, known)} Known keys: ${known.join(', ')}.`,
    );
  }
  const issue = issues[0]!;
  const key = issue.path.join('.');
  const value = issue.path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown>)?.[step], input);
  const [rule, ...fix] = issue.message.split(/(?<=\S)\. /);
  const tail = fix.length > 0 ? `. ${fix.join('. ')}` : '.';
  return new GgemError('spec', `${type}: ${key} ${rule!.replace(/\.$/, '')}, but ${show(value)} came${tail}`);
}
