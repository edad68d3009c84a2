import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docs, docsFiles } from './support/docs.ts';
import { withoutTopAwait, writeExamples } from './support/examples.ts';

let examples: ReturnType<typeof writeExamples>;
beforeAll(() => {
  examples = writeExamples();
});
afterAll(() => rmSync(examples.folder, { recursive: true, force: true }));

const { ModuleKind, ModuleResolutionKind, ScriptTarget } = ts;

describe('every example compiles as a reader writes it, strict', () => {
  // CommonJS comes last, since it needs examples with `await` at the top to be rewritten.
  it.each([
    ['node16', { module: ModuleKind.Node16 }],
    ['nodenext', { module: ModuleKind.NodeNext }],
    ['esnext for a bundler', { module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler }],
    ['preserve', { module: ModuleKind.Preserve }],
    [
      'commonjs',
      {
        module: ModuleKind.CommonJS,
        moduleResolution: ModuleResolutionKind.Node10,
        esModuleInterop: true,
        ignoreDeprecations: '6.0',
      },
    ],
  ])('under module %s', (name, options) => {
    const isCommon = name === 'commonjs';
    if (isCommon) examples.files.forEach(withoutTopAwait);
    // Examples with `import.meta` are programs on their own, which are always ES modules.
    const files = examples.files.filter(
      (file) => !(isCommon && readFileSync(file, 'utf8').includes('import.meta')),
    );
    expect(problems(files, { ...options, skipLibCheck: true })).toEqual([]);
  });
});

it('the components of the recipe for Next.js compile, strict', () => {
  const files = docsFiles(/\.tsx?$/, 'recipes/nextjs').map((file) => join(docs, file));
  expect(files.length).toBeGreaterThan(2);
  const options = { module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler };
  expect(problems(files, { ...options, jsx: ts.JsxEmit.ReactJSX, skipLibCheck: true })).toEqual([]);
});

it('declarations need nothing newer than ES2020', () => {
  const options = { module: ModuleKind.NodeNext, lib: ['lib.es2020.d.ts', 'lib.dom.d.ts'] };
  const all = problems(examples.files, { ...options, target: ScriptTarget.ES2020, skipLibCheck: false });
  expect(all.filter((text) => /^packages\/\w+\/(dist|src)\//.test(text))).toEqual([]);
});

function problems(files: readonly string[], options: ts.CompilerOptions): readonly string[] {
  const program = ts.createProgram([...files], {
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    target: ScriptTarget.ES2022,
    types: ['node'],
    typeRoots: [join(docs, '../node_modules/@types')],
    ...options,
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const place = file
      ? `${file.fileName.slice(join(docs, '..').length + 1)}:${file.getLineAndCharacterOfPosition(start ?? 0).line + 1} `
      : '';
    return `${place}${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}
