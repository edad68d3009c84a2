import { expect, test } from 'vitest';
import { problemsWith } from './fixture.ts';

test('refuses files that import each other, types included', () => {
  const files = {
    'packages/kernels/src/a.ts': "import { b } from './b.ts';\nexport type A = typeof b;\n",
    'packages/kernels/src/b.ts':
      "\nimport type { A } from './a.ts';\nexport const b = 1;\nexport type B = A;\n",
  };
  expect(problemsWith(files)).toEqual([
    'packages/kernels/src/a.ts:1 [cycle] closes a circle of files, packages/kernels/src/a.ts -> packages/kernels/src/b.ts -> packages/kernels/src/a.ts. Move what both need below both.',
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
    'packages/kernels/src/codegen/deep/c.ts:2 [cycle] closes a circle of folders, packages/kernels/src/codegen -> packages/kernels/src/graph -> packages/kernels/src/codegen. Move what both need below both.',
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
