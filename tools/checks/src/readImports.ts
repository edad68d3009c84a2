import { parseSync, Visitor } from 'oxc-parser';

export interface FoundImport {
  /** `undefined` where it is computed, as in `import(name)`. */
  readonly specifier: string | undefined;
  readonly line: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
}

/** All imports of a file: static, re-exported, dynamic, of types, by `require` or by a reference comment. */
export function readImports(path: string, text: string): FoundImport[] {
  const { program, comments, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`checks: ${path} cannot be parsed: ${errors[0].message}.`);
  const found: { specifier: string | undefined; start: number }[] = [];
  const add = (node: Node | null | undefined) => {
    if (node) found.push({ specifier: constant(node), start: node.start });
  };

  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
    TSExternalModuleReference: (node) => add(node.expression),
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') add(node.arguments[0]);
    },
  }).visit(program);

  for (const { value, start } of comments) {
    const [, kind, name] = /^\/\s*<reference\s+(types|lib)\s*=\s*["']([^"']+)/.exec(value) ?? [];
    if (name) found.push({ specifier: kind === 'lib' ? `lib:${name}` : name, start });
  }
  return found
    .sort((a, b) => a.start - b.start)
    .map(({ specifier, start }) => ({ specifier, line: text.slice(0, start).split('\n').length }));
}

function constant(node: Node): string | undefined {
  if ('value' in node && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral' || !('quasis' in node)) return undefined;
  const [only, ...rest] = node.quasis as { value: { cooked: string } }[];
  return rest.length === 0 ? only?.value.cooked : undefined;
}
