import { specJsonSchema } from '@ggem/core';
import { type KeySchema, typeInWords } from './typeInWords.ts';

interface SpecSchema {
  readonly title: string;
  readonly description: string;
  readonly properties: Readonly<Record<string, KeySchema>>;
  readonly required: readonly string[];
}

const begin = '<!-- Written by `npx pnpm@12 -C docs specs`, up to the end mark. -->';
const end = '<!-- The end of what is written. -->';

/** The page of specs with its tables written anew from the JSON Schema: every pooling, its formula and its keys. */
export function withSpecTables(page: string): string {
  const [before, rest] = halves(page, begin);
  const [, after] = halves(rest, end);
  return `${before}${begin}\n\n${specTables()}\n${end}${after}`;
}

function halves(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`docs: the page of specs must hold the line ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

function specTables(): string {
  const { oneOf: specs } = specJsonSchema() as { readonly oneOf: readonly SpecSchema[] };
  const inAll = Object.keys(specs[0]!.properties).filter(
    (key) => key !== 'type' && specs.every(({ properties }) => key in properties),
  );
  const own = specs.map((spec) => section(spec, inAll));
  const shared = keyTable(specs[0]!, inAll);
  return [...own, '## Keys of every pooling\n', shared].join('\n');
}

function section(spec: SpecSchema, inAll: readonly string[]): string {
  const { title, description, properties } = spec;
  const keys = Object.keys(properties).filter((key) => key !== 'type' && !inAll.includes(key));
  return `## \`${properties.type!.const}\`\n\n${title}: \`${description}\`\n\n${keyTable(spec, keys)}`;
}

function keyTable({ properties, required }: SpecSchema, keys: readonly string[]): string {
  const rows = keys.map((key) => {
    const schema = properties[key]!;
    const absent = required.includes(key) ? 'none: it must be given' : 'see below';
    const preset = 'default' in schema ? code(JSON.stringify(schema.default)) : absent;
    return `| \`${key}\` | ${code(typeInWords(schema))} | ${preset} | ${cell(schema.description!)} |\n`;
  });
  return `| key | type | default | rule |\n|---|---|---|---|\n${rows.join('')}`;
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
