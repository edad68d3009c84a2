import { expect, test } from 'vitest';
import { problemsWith } from './fixture.ts';

test('refuses files that import each other, types included', () => {
  const files = {
    'packages/kernels/src/a.ts': "import { b } from './b.ts';\nexport type A = typeof b;\n",
    'packages/kernels/src/b.ts':
      "\nimport type { A } from './a.ts';\nexport const b = 1;\nexport type B = A;\n",
  };
  expect(problemsWith(files)).toEqual([
    'packages/kernels/src/a.ts:1 [cycle] closes a circle in packages/kernels/src, a.ts -> b.ts -> a.ts. Move what both need below both.',
  ]);
});

test('refuses folders that import each other, though no files do', () => {
  const files = {
    'packages/kernels/src/graph/a.ts': "export { b } from '../codegen/b.ts';\n",
    'packages/kernels/src/codegen/b.ts': 'export const b = 1;\n',
    'packages/kernels/src/codegen/deep/c.ts': "\nexport { d } from '../../graph/d.ts';\n",
    'packages/kernels/src/graph/d.ts': 'export const d = 1;\n',
  };
  expect(problemsWith(files)).toEqual([
    'packages/kernels/src/codegen/deep/c.ts:2 [cycle] closes a circle in packages/kernels/src, codegen -> graph -> codegen. Move what both need below both.',
  ]);
});

test('refuses a file and the folder beside it that import each other, however deep and in tests too', () => {
  const files = {
    'packages/kernels/test/forms/list.ts': "export { one } from './parts/one.ts';\n",
    'packages/kernels/test/forms/parts/one.ts': "export type { List as one } from '../list.ts';\n",
  };
  expect(problemsWith(files)).toEqual([
    'packages/kernels/test/forms/list.ts:1 [cycle] closes a circle in packages/kernels/test/forms, list.ts -> parts -> list.ts. Move what both need below both.',
  ]);
});

test('takes folders in one order, and what lies beside them', () => {
  const files = {
    'packages/kernels/src/index.ts': "export { b } from './codegen/b.ts';\nimport '@x/core';\n",
    'packages/kernels/src/codegen/b.ts': "export { a as b } from '../graph/a.ts';\n",
    'packages/kernels/src/graph/a.ts': "export { name as a } from '../name.ts';\n",
    'packages/kernels/src/name.ts': "export const name = '';\n",
  };
  expect(problemsWith(files)).toEqual([]);
});
