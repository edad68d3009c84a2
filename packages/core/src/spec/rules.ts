/**
 * Says that a value breaks a rule, and throws. `words` say what it must be, then the fix; whoever reads a spec, a file or a
 * state words the error.
 */
export type Refuse = (path: string, words: string, value: unknown) => never;

/** What a key may hold: in words, as a check, and as JSON Schema. Its place is the file of what it is a key of. */
export interface Rule<T> {
  /** What it must be, then the fix. An error puts what came between them. */
  readonly words: string;
  /** Its JSON Schema (draft 2020-12), without the words. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Whether it may be left out. */
  readonly optional?: true;
  /** The value with all defaults in it; lists are new ones. */
  readonly read: (value: unknown, path: string, refuse: Refuse) => T;
}

/** The rules of all keys of an object, in their order. */
export type Rules<T> = { readonly [K in keyof T]-?: Rule<T[K]> };

/** A rule by which values are taken as they come, or not. */
export function ruleOf<T>(words: string, json: Rule<T>['json'], takes: (value: unknown) => boolean): Rule<T> {
  return {
    words,
    json,
    read: (value, path, refuse) => (takes(value) ? (value as T) : refuse(path, words, value)),
  };
}

/** A whole number, as exact as JSON can hold it. */
export function wholeNumber(from: number, words: string): Rule<number> {
  return ruleOf(
    words,
    { type: 'integer', minimum: from, maximum: Number.MAX_SAFE_INTEGER },
    (value) => Number.isSafeInteger(value) && (value as number) >= from,
  );
}

/** A number from one to another, and never infinite. */
export function number(
  words: string,
  range: { readonly from?: number; readonly to?: number } = {},
): Rule<number> {
  const { from, to } = range;
  return ruleOf(
    words,
    {
      type: 'number',
      ...(from !== undefined && { minimum: from }),
      ...(to !== undefined && { maximum: to }),
    },
    (value) =>
      Number.isFinite(value) &&
      (value as number) >= (from ?? Number.NEGATIVE_INFINITY) &&
      (value as number) <= (to ?? Number.POSITIVE_INFINITY),
  );
}

/** True or false. */
export function flag(): Rule<boolean> {
  return ruleOf('must be true or false.', { type: 'boolean' }, (value) => typeof value === 'boolean');
}

/** One of some texts. */
export function oneOf<const T extends string>(values: readonly T[], words: string): Rule<T> {
  const json = values.length === 1 ? { const: values[0] } : { enum: values };
  return ruleOf(words, { type: 'string', ...json }, (value) => values.includes(value as T));
}

/** A list of values that follow one rule. */
export function listOf<T>(item: Rule<T>, words: string, atLeast = 0): Rule<readonly T[]> {
  const json = { type: 'array', items: item.json };
  return {
    words,
    json: atLeast > 0 ? { minItems: atLeast, ...json } : json,
    read: (value, path, refuse) =>
      Array.isArray(value) && value.length >= atLeast
        ? Array.from(value, (one, i) => item.read(one, `${path}.${i}`, refuse))
        : refuse(path, words, value),
  };
}

/** Two values that follow one rule, and a rule together. */
export function pairOf<T>(
  item: Rule<T>,
  words: string,
  fits: (pair: readonly [T, T]) => boolean = () => true,
): Rule<readonly [T, T]> {
  const list = listOf(item, words);
  const { json } = item;
  return {
    words,
    json: { type: 'array', prefixItems: [json, json], items: false, minItems: 2, maxItems: 2 },
    read: (value, path, refuse) => {
      const refusePair = () => refuse(path, words, value);
      const pair = list.read(value, path, refusePair) as readonly [T, T];
      return pair.length === 2 && fits(pair) ? pair : refusePair();
    },
  };
}

/** A value of one of several kinds; `choose` says by which rule to read one. */
export function eitherOf<T>(
  rules: readonly Rule<T>[],
  choose: (value: unknown) => Rule<T>,
  words: string,
): Rule<T> {
  return {
    words,
    json: { anyOf: rules.map(({ json }) => json) },
    read: (value, path, refuse) =>
      choose(value).read(value, path, (at, own, came) => refuse(at, at === path ? words : own, came)),
  };
}

/** A number or one of some names. */
export function numberOr<const Name extends string>(
  number: Rule<number>,
  names: readonly Name[],
  words: string,
): Rule<number | Name> {
  const named = oneOf(names, words);
  return eitherOf<number | Name>(
    [number, named],
    (value) => (typeof value === 'number' ? number : named),
    words,
  );
}

/** The same, or `null`. */
export function orNull<T>(rule: Rule<T>): Rule<T | null> {
  return {
    ...rule,
    json: { anyOf: [rule.json, { type: 'null' }] },
    read: (value, path, refuse) => (value === null ? null : rule.read(value, path, refuse)),
  };
}

/** The same, which may be left out. */
export function optional<T>(rule: Rule<T>): Rule<T | undefined> {
  return {
    ...rule,
    optional: true,
    read: (value, path, refuse) => (value === undefined ? undefined : rule.read(value, path, refuse)),
  };
}

/** The same with what it is where it is left out, as a user would write it. */
export function preset<T>(rule: Rule<T>, value: unknown): Rule<T> {
  return {
    ...rule,
    json: { default: value, ...rule.json },
    optional: true,
    read: (given, path, refuse) => rule.read(given === undefined ? value : given, path, refuse),
  };
}

/** A key whose values need an import that is missing, which `refuse` says. */
export function absentKey(refuse: () => unknown): Rule<never> {
  return { words: 'must be left out.', json: {}, read: () => refuse() as never };
}

/** An object with these keys and no others. */
export function objectOf<T extends object>(keys: Rules<T>, words: string): Rule<T> {
  return {
    words,
    json: objectJson(keys),
    read: (value, path, refuse) =>
      isRecord(value) && unknownKey(keys, value) === undefined
        ? readKeys(keys, value, `${path}.`, refuse)
        : refuse(path, words, value),
  };
}

/** An object, and no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first key for which there is no rule. */
export function unknownKey(keys: object, input: object): string | undefined {
  return Object.keys(input).find((key) => !Object.hasOwn(keys, key));
}

/** The values of all keys in the order of their rules, without those that stay undefined. `before` begins their paths. */
export function readKeys<T extends object>(
  keys: Rules<T>,
  input: Readonly<Record<string, unknown>>,
  before: string,
  refuse: Refuse,
): T {
  const read = (Object.entries(keys) as [string, Rule<unknown>][]).map(([key, rule]) => [
    key,
    rule.read(input[key], `${before}${key}`, refuse),
  ]);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as T;
}

/** The JSON Schema of an object with these keys and no others. */
export function objectJson(
  keys: Readonly<Record<string, Pick<Rule<unknown>, 'json' | 'optional'>>>,
): Rule<object>['json'] {
  const rules = Object.entries(keys);
  return {
    type: 'object',
    properties: Object.fromEntries(rules.map(([key, { json }]) => [key, json])),
    required: rules.filter(([, rule]) => !rule.optional).map(([key]) => key),
    additionalProperties: false,
  };
}

/** An error's sentence of a broken rule: the rule, what came, the fix. */
export function broken(words: string, came: string): string {
  const [rule, ...fix] = words.split(/(?<=\S)\. /);
  const tail = fix.length > 0 ? `. ${fix.join('. ')}` : '.';
  return `${rule!.replace(/\.$/, '')}, but ${came} came${tail}`;
}
