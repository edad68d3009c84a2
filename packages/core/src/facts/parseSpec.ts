import { GgemError, inside, readingPlainData, show } from '../errors.ts';
import { refuseSpec } from '../spec/refuseSpec.ts';
import { broken, readKeys, unknownKey } from '../spec/rules.ts';
import type { PoolingSpec, PoolingSpecInput, PoolingType } from '../spec/spec.ts';
import { suggestion } from '../suggestion.ts';
import { checkExtent } from './checkExtent.ts';
import { definitionOf, poolingTypes } from './poolings.ts';
import { specKeys } from './specKeys.ts';

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
  if (typeof type !== 'string' || !poolingTypes.includes(type)) {
    throw new GgemError(
      'spec',
      `pooling: type must be one of ${poolingTypes.join(', ')}, but ${show(type)} came.${suggestion(type, poolingTypes)}`,
    );
  }
  const keys = specKeys(type, {
    words: 'must be a pooling.',
    json: {},
    // Each is parsed by itself, so that an error names that spec.
    read: (part, path) => inside(`${type}: ${path}`, () => parse(part)),
  });
  const given = input as Readonly<Record<string, unknown>>;
  // A misspelt key first: what is missing may be meant by it.
  const unknown = unknownKey(keys, given);
  if (unknown !== undefined) {
    const known = Object.keys(keys);
    refuseSpec(
      type,
      `unknown key ${show(unknown)}.${suggestion(unknown, known)} Known keys: ${known.join(', ')}.`,
    );
  }
  const read = readKeys(keys, given, '', (path, words, value) =>
    refuseSpec(type, `${path} ${broken(words, show(value))}`),
  );
  return definitionOf({ type }).complete(read);
}
