import { objectJson, type Rule } from '../spec/rules.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { definitionOf, findDefinition, poolingTypes } from './poolings.ts';
import { specKeys } from './specKeys.ts';

/** The draft of JSON Schema that all schemas here follow. */
export const draft = 'https://json-schema.org/draft/2020-12/schema';

/** JSON Schema (draft 2020-12) of a spec as a user writes it, with the name and formula of every pooling and the rule of every key. */
export function specJsonSchema(): object {
  return { $schema: draft, ...anySpecJson('#') };
}

/** The schema of any spec; `place` is where it stands, to which specs inside of it refer. */
export function anySpecJson(place: string): object {
  const nested: Rule<PoolingSpec> = {
    words: 'must be a pooling.',
    json: { $ref: place },
    read: (_, path, refuse) => refuse(path, nested.words, _),
  };
  const brought = poolingTypes.filter((type) => findDefinition({ type }));
  return {
    oneOf: brought.map((type) => {
      const { title, formula } = definitionOf({ type });
      const { type: name, ...keys } = specKeys(type, nested) as Readonly<Record<string, Rule<unknown>>>;
      const described = Object.entries(keys).map(([key, { words, json, ...rule }]) => {
        return [key, { ...rule, json: { description: words, ...json } }] as const;
      });
      return {
        title,
        description: formula,
        ...objectJson({ type: name!, ...Object.fromEntries(described) }),
      };
    }),
  };
}
