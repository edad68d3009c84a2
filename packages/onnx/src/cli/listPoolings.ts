import { specJsonSchema } from '@ggem/core';
import type { Console } from './console.ts';
import { table } from './table.ts';

/** What the JSON Schema of core says of each pooling. */
interface PoolingSchema {
  readonly title: string;
  readonly description: string;
  readonly properties: Readonly<Record<string, unknown>> & { readonly type: { readonly const: string } };
}

/** `--pooling list`: the poolings there are, each with its name, its formula and the keys of its spec. */
export function listPoolings(console: Console, json: boolean): number {
  const { oneOf } = specJsonSchema() as unknown as { readonly oneOf: readonly PoolingSchema[] };
  const poolings = oneOf.map(({ title, description, properties: { type, ...keys } }) => ({
    type: type.const,
    title,
    formula: description,
    keys: Object.keys(keys),
  }));
  if (json) console.out(JSON.stringify(poolings, null, 2));
  else
    for (const line of table(poolings.map(({ type, title, formula }) => [type, title, formula])))
      console.out(line);
  return 0;
}
