import { readFile, writeFile } from 'node:fs/promises';
import { assembly, compile } from './compile.ts';

/** A class of the kernels' memory, or constants that stand on their own: names, and how AssemblyScript writes their values. */
interface Group {
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Writes where everything lies in the kernels' memory, `offsetof` each field of each class of `assembly/layout.ts` and its
 * constants, as a module for JavaScript. The compiler computes the numbers: they are read from a module that exports them.
 */
export async function writeLayout(to: URL): Promise<void> {
  const groups = groupsOf(await readFile(new URL('layout.ts', assembly), 'utf8'));
  const exported = groups.flatMap(({ name, values }) =>
    [...values].map(([field, value]) => `export const ${name}_${field}: i32 = <i32>${value};`),
  );
  const source = [`export * from './layout';`, `import * as layout from './layout';`, ...exported].join('\n');
  const { instance } = await WebAssembly.instantiate(await compile(['simd'], source));
  const numberOf = (name: string): number => (instance.exports[name] as WebAssembly.Global<'i32'>).value;
  const objects = groups.map(({ name, values }) => {
    const entries = [...values.keys()].map((field) => `  ${field}: ${numberOf(`${name}_${field}`)},\n`);
    return `export const ${nameOf(name)} = {\n${entries.join('')}} as const;\n`;
  });
  await writeFile(to, `// Written by the build from assembly/layout.ts.\n${objects.join('\n')}`);
}

/** `Job` is `jobAt`: where its fields are. */
function nameOf(group: string): string {
  return group === 'constants' ? group : `${group[0]!.toLowerCase()}${group.slice(1)}At`;
}

/** The classes with their fields and `size`, and the constants. */
function groupsOf(text: string): readonly Group[] {
  const classes = [...text.matchAll(/^export class (\w+) \{\n(.*?)^\}/gms)].map(([, name, body]) => {
    const fields = [...body!.matchAll(/^ {2}(\w+): \w+;$/gm)].map(([, field]) => field!);
    const values = fields.map((field) => [field, `offsetof<layout.${name}>("${field}")`] as const);
    return { name: name!, values: new Map([...values, ['size', `offsetof<layout.${name}>()`]]) };
  });
  const constants = [...text.matchAll(/^export const ([A-Z_]+): \w+ =/gm)].map(
    ([, name]) => [name!, `layout.${name}`] as const,
  );
  return [...classes, { name: 'constants', values: new Map(constants) }];
}
