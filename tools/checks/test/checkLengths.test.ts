import { expect, test } from 'vitest';
import { problemsWith } from './fixture.ts';

test('refuses a file of 301 lines', () => {
  expect(problemsWith({ 'packages/core/src/long.ts': '// a line\n'.repeat(301) })).toEqual([
    'packages/core/src/long.ts:301 [length] has 301 lines, but a file holds one idea in at most 300. Split it, each part named after its main export.',
  ]);
});

test('takes one of 300, and any length of data', () => {
  const files = {
    'packages/core/src/long.ts': '// a line\n'.repeat(300),
    'packages/core/test/data/values.ts': '// a line\n'.repeat(5000),
  };
  expect(problemsWith(files)).toEqual([]);
});

test('holds AssemblyScript to it too', () => {
  const file = 'packages/core/assembly/long.ts';
  expect(problemsWith({ [file]: '@inline\nexport function one(): i32 {}\n'.repeat(151) })).toEqual([
    `${file}:301 [length] has 302 lines, but a file holds one idea in at most 300. Split it, each part named after its main export.`,
  ]);
});
