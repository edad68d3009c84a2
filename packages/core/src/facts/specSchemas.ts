import * as z from 'zod/mini';
import { afterKey } from '../pooling/after/steps.ts';
import type { ParsedSpec } from '../pooling/definition.ts';
import type { PoolingSpec, PoolingType } from '../spec/spec.ts';
import { definitionOf, poolingTypes } from './poolings.ts';

/** The schema of specs of one type, with its keys by name. */
export type SpecSchema = z.ZodMiniType<ParsedSpec<PoolingSpec>> & {
  readonly shape: Readonly<Record<string, z.ZodMiniType>>;
};

/**
 * One strict schema for each pooling, from the keys of its definition and those that every spec has. It does not look
 * into nested specs, since `parseSpec` has parsed them before: checking them again at each level above would cost the
 * square of the depth.
 */
export const specSchemas: Readonly<Record<PoolingType, SpecSchema>> = schemasWith(
  z.custom<PoolingSpec>((part) => typeof part === 'object' && part !== null, 'must be a pooling.'),
);

/** Any spec as a user writes it, for JSON Schema. */
export const anySpec: z.ZodMiniType<PoolingSpec> = z.discriminatedUnion(
  'type',
  Object.values(schemasWith(z.lazy(() => anySpec))) as never,
  { error: 'must be a pooling.' },
) as never;

/** JSON Schema (draft 2020-12) of a spec as a user writes it, with the name and formula of every pooling and the rule of every key. */
export function specJsonSchema(): object {
  const { oneOf, ...all } = z.toJSONSchema(anySpec, { io: 'input' });
  return { ...all, oneOf: poolingTypes.map((type, i) => described(type, oneOf![i] as ObjectSchema)) };
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, object>>;
}

function described(type: PoolingType, schema: ObjectSchema): object {
  const { title, formula } = definitionOf({ type });
  const { shape } = specSchemas[type];
  const properties = Object.entries(schema.properties).map(([key, own]) => {
    return [key, key === 'type' ? own : { description: ruleOf(shape[key]!), ...own }] as const;
  });
  return { title, description: formula, ...schema, properties: Object.fromEntries(properties) };
}

/** The rule of a key in words: the message of its error for a value that no key takes. */
function ruleOf(schema: z.ZodMiniType): string {
  return schema.safeParse(ruleOf).error!.issues[0]!.message;
}

function schemasWith(nested: z.ZodMiniType<PoolingSpec>): Readonly<Record<PoolingType, SpecSchema>> {
  return Object.fromEntries(poolingTypes.map((type) => [type, schemaOf(type, nested)])) as Record<
    PoolingType,
    SpecSchema
  >;
}

function schemaOf(type: PoolingType, nested: z.ZodMiniType<PoolingSpec>): SpecSchema {
  const keys = definitionOf({ type }).keys(nested);
  return z.strictObject({ type: z.literal(type), ...keys, after: afterKey }) as unknown as SpecSchema;
}
