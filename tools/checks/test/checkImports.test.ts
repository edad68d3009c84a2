import { expect, test } from 'vitest';
import { problemsWith } from './fixture.ts';

test('finds nothing in a repository that keeps to the rules', () => {
  expect(problemsWith({})).toEqual([]);
});

const coreWords = 'core imports no other package of ours, no tensor library, no DOM and no Node';
const conformanceWords =
  'conformance imports core only, and in an entry named after it a host (src/node.ts, src/vitest.ts)';
const compilerWords = 'kernels imports core only, its tests conformance too, and knows no tensor library';
const adapterWords =
  'an adapter imports core and kernels, its tests conformance too, and no adapter imports another';
const moveOut =
  '(from outside: leven, ml-matrix). Do without it, or move this into an adapter, an app or a tool.';

test.each<[string, string, string, string]>([
  [
    'a tensor library in core, even for its types',
    'packages/core/src/a.ts',
    "\nimport type { Tensor } from '@tensorflow/tfjs';\nexport type T = Tensor;\n",
    `packages/core/src/a.ts:2 [outside] imports "@tensorflow/tfjs", but ${coreWords}, nor do its tests. Do this in the adapter of that library.`,
  ],
  [
    'a tensor library in the tests of core',
    'packages/core/test/a.test.ts',
    "import 'other-tensors';\n",
    `packages/core/test/a.test.ts:1 [outside] imports "other-tensors", but ${coreWords}, nor do its tests. Do this in the adapter of that library.`,
  ],
  [
    'Node in core, with or without its prefix',
    'packages/core/src/a.ts',
    "export const a = () => import('fs');\n",
    `packages/core/src/a.ts:1 [outside] imports "fs", but ${coreWords} ${moveOut}`,
  ],
  [
    'the DOM in core by a reference comment',
    'packages/core/src/a.ts',
    '/// <reference lib="dom" />\nexport const a = 1;\n',
    `packages/core/src/a.ts:1 [outside] imports "lib:dom", but ${coreWords} ${moveOut}`,
  ],
  [
    'a computed import in core',
    'packages/core/src/a.ts',
    'export const a = (name: string) => import(name);\n',
    `packages/core/src/a.ts:1 [computed] imports a computed name, but ${coreWords}, and a computed name cannot be checked. Write the name out.`,
  ],
  [
    'an adapter in core',
    'packages/core/src/a.ts',
    "export * from '@x/simd';\n",
    `packages/core/src/a.ts:1 [layers] imports "@x/simd", but ${coreWords}. Move this into an app, a tool or the docs.`,
  ],
  [
    'an adapter in conformance',
    'packages/conformance/src/a.ts',
    "export type A = import('@x/tfjs').A;\n",
    `packages/conformance/src/a.ts:1 [layers] imports "@x/tfjs", but ${conformanceWords}. Move this into an app, a tool or the docs.`,
  ],
  [
    'a library in conformance',
    'packages/conformance/src/a.ts',
    "import 'zod';\n",
    `packages/conformance/src/a.ts:1 [outside] imports "zod", but ${conformanceWords}. Do without it, or move this into an adapter, an app or a tool.`,
  ],
  [
    'Node in conformance outside its entry for Node',
    'packages/conformance/src/a.ts',
    "import 'node:fs/promises';\n",
    `packages/conformance/src/a.ts:1 [outside] imports "node:fs/promises", but ${conformanceWords}. Do without it, or move this into an adapter, an app or a tool.`,
  ],
  [
    'an adapter in the compiler',
    'packages/kernels/src/a.ts',
    "import '@x/other';\n",
    `packages/kernels/src/a.ts:1 [layers] imports "@x/other", but ${compilerWords}. Move this into an app, a tool or the docs.`,
  ],
  [
    'a tensor library in the compiler',
    'packages/kernels/src/a.ts',
    "import type { GPU } from 'other-tensors';\n",
    `packages/kernels/src/a.ts:1 [outside] imports "other-tensors", but ${compilerWords}, nor do its tests. Do this in the adapter of that library.`,
  ],
  [
    'the compiler in core',
    'packages/core/src/a.ts',
    "import '@x/kernels';\n",
    `packages/core/src/a.ts:1 [layers] imports "@x/kernels", but ${coreWords}. Turn the import around, or move this into an adapter, an app or a tool.`,
  ],
  [
    'an adapter in another',
    'packages/simd/src/a.ts',
    'export const a = () => import(`@x/tfjs`);\n',
    `packages/simd/src/a.ts:1 [layers] imports "@x/tfjs", but ${adapterWords}. Move what both need into packages/core.`,
  ],
  [
    'a study in an adapter',
    'packages/simd/src/a.ts',
    "import '@x/analysis';\n",
    `packages/simd/src/a.ts:1 [layers] imports "@x/analysis", but ${adapterWords}. Move what both need into an adapter or into core.`,
  ],
  [
    'conformance in a study',
    'packages/analysis/src/a.ts',
    "import '@x/conformance';\n",
    'packages/analysis/src/a.ts:1 [layers] imports "@x/conformance", but a package for studies imports core, adapters and embed, and no other of its kind. Turn the import around, or move this into an adapter, an app or a tool.',
  ],
  [
    'a study in another',
    'packages/analysis/src/a.ts',
    "import '@x/train';\n",
    'packages/analysis/src/a.ts:1 [layers] imports "@x/train", but a package for studies imports core, adapters and embed, and no other of its kind. Move what both need into an adapter or into core.',
  ],
  [
    'a study in what prepares images',
    'packages/embed/src/a.ts',
    "import '@x/train';\n",
    'packages/embed/src/a.ts:1 [layers] imports "@x/train", but embed imports core and adapters, and no package for studies. Move what both need into an adapter or into core.',
  ],
  [
    'simd in tfjs outside its entry',
    'packages/tfjs/src/a.ts',
    "import '@x/simd';\n",
    `packages/tfjs/src/a.ts:1 [layers] imports "@x/simd", but ${adapterWords}. Move what both need into packages/core.`,
  ],
  [
    'conformance in the source of an adapter',
    'packages/tfjs/src/a.ts',
    "import '@x/conformance';\n",
    `packages/tfjs/src/a.ts:1 [layers] imports "@x/conformance", but ${adapterWords}. Move it into the tests.`,
  ],
  [
    'a tool in the tests of a package',
    'packages/tfjs/test/a.test.ts',
    "import '@x/browser';\n",
    `packages/tfjs/test/a.test.ts:1 [layers] imports "@x/browser", but ${adapterWords}. Import it from a configuration file at the top of the package, or move what is needed into a package.`,
  ],
  [
    'an app in a package',
    'packages/tfjs/src/a.ts',
    "import demo = require('@x/demo');\nexport const a = demo;\n",
    `packages/tfjs/src/a.ts:1 [layers] imports "@x/demo", but ${adapterWords}. Move what is needed into a package or a tool.`,
  ],
  [
    'an app in a tool',
    'tools/scripts/src/a.ts',
    "import '@x/demo';\n",
    'tools/scripts/src/a.ts:1 [layers] imports "@x/demo", but a tool imports packages, other tools and what pages share, never apps or docs. Move what is needed into a package or a tool.',
  ],
  [
    'a tool in the source of an app',
    'apps/demo/src/a.ts',
    "import '@x/browser';\n",
    'apps/demo/src/a.ts:1 [layers] imports "@x/browser", but an app imports packages and what pages share, and its tests tools too. Move it into the tests.',
  ],
  [
    'an app in the docs',
    'docs/.vitepress/theme.ts',
    "import '@x/demo';\n",
    'docs/.vitepress/theme.ts:1 [layers] imports "@x/demo", but the docs import packages and what pages share, and their tests tools too. Move what is needed into a package or a tool.',
  ],
  [
    'a path into another package',
    'apps/demo/src/a.ts',
    "import '../../../packages/core/src/mean.ts';\n",
    'apps/demo/src/a.ts:1 [path] imports "../../../packages/core/src/mean.ts", but a path must not leave its package. Import "@x/core", where the layers allow it.',
  ],
  [
    'a path to the top of the repository',
    'packages/tfjs/test/a.test.ts',
    "import '../../../package.json';\n",
    'packages/tfjs/test/a.test.ts:1 [path] imports "../../../package.json", but a path must not leave its package. Move the file into the package, or read it as data.',
  ],
  [
    'a library that only the tests declare',
    'packages/simd/src/a.ts',
    "import 'vitest/config';\n",
    'packages/simd/src/a.ts:1 [declared] imports "vitest/config", but its package.json does not declare it. Add it to dependencies or peerDependencies.',
  ],
  [
    'a library that nothing declares',
    'packages/simd/test/a.test.ts',
    "const { a } = require('left-pad');\nexport const b = a;\n",
    'packages/simd/test/a.test.ts:1 [declared] imports "left-pad", but its package.json does not declare it. Add it to devDependencies.',
  ],
])('refuses %s', (_, file, text, problem) => {
  expect(problemsWith({ [file]: text })).toEqual([problem]);
});

test('names the file it cannot read', () => {
  expect(() => problemsWith({ 'apps/demo/src/a.ts': 'import from;' })).toThrow(
    'checks: apps/demo/src/a.ts cannot be parsed: ',
  );
});
