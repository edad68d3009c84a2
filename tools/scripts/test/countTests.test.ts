import { expect, test } from 'vitest';
import { countTests } from '../src/countTests.ts';

test('adds up the runs of several packages', () => {
  const output = `
 Test Files  2 passed (2)
      Tests  19 passed (19)
   Start at  03:47:14

 Test Files  1 failed | 1 passed (2)
      Tests  2 failed | 3 passed | 4 skipped | 1 todo (10)
`;
  expect(countTests(output)).toEqual({ passed: 22, failed: 2, skipped: 4 });
});

test('reads coloured output', () => {
  const output =
    '\u001b[2m      Tests \u001b[22m \u001b[1m\u001b[32m6 passed\u001b[39m\u001b[22m\u001b[90m (6)\u001b[39m';
  expect(countTests(output)).toEqual({ passed: 6, failed: 0, skipped: 0 });
});

test('counts nothing where nothing ran', () => {
  expect(countTests('      Tests  no tests\n')).toEqual({ passed: 0, failed: 0, skipped: 0 });
});
