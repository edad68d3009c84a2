/** What the JSON Schema of specs says of a key. */
export interface KeySchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly KeySchema[];
  readonly oneOf?: readonly KeySchema[];
  readonly items?: KeySchema | false;
  readonly prefixItems?: readonly KeySchema[];
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly required?: readonly string[];
  readonly $ref?: string;
}

/** A type as TypeScript writes it: `number | "inf" | "-inf"`. */
export function typeInWords(schema: KeySchema): string {
  const { anyOf, oneOf, const: only, enum: listed, items, prefixItems, properties, type } = schema;
  if (schema.$ref === '#') return 'spec';
  const choices = anyOf ?? oneOf;
  if (choices) return [...new Set(choices.map(typeInWords))].join(' | ');
  if (only !== undefined) return JSON.stringify(only);
  if (listed) return listed.map((one) => JSON.stringify(one)).join(' | ');
  if (prefixItems) return `[${prefixItems.map(typeInWords).join(', ')}]`;
  if (items) return listOf(typeInWords(items));
  if (properties)
    return `{ ${Object.entries(properties)
      .map(([key, own]) => inObject(schema, key, own))
      .join(', ')} }`;
  if (type !== undefined) return typeof type === 'string' ? type : type.join(' | ');
  throw new Error(`docs: no words for the type ${JSON.stringify(schema)}.`);
}

function listOf(type: string): string {
  return type.includes(' | ') ? `(${type})[]` : `${type}[]`;
}

function inObject({ required = [] }: KeySchema, key: string, own: KeySchema): string {
  return `${key}${required.includes(key) ? '' : '?'}: ${typeInWords(own)}`;
}
