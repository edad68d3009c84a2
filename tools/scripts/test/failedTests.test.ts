import { expect, test } from 'vitest';
import { failedTests } from '../src/failedTests.ts';

test('finds each test that failed, and what it said', () => {
  const output = `
 ✓ test/other.test.ts (1 test) 3ms
⎯⎯⎯⎯⎯⎯⎯ Failed Tests 2 ⎯⎯⎯⎯⎯⎯⎯

\u001b[31m FAIL \u001b[39m  node  test/errors.test.ts > errors > when gpu.js fails
AssertionError: expected 1 to be 2

Expected: 2

 ❯ test/errors.test.ts:174:31
    172|     broken();
⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/2]⎯

 FAIL  test/layout.test.ts [ test/layout.test.ts ]
Error: no such file
⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[2/2]⎯
`;
  expect(failedTests(output)).toEqual([
    'FAIL   node  test/errors.test.ts > errors > when gpu.js fails\nAssertionError: expected 1 to be 2\n\nExpected: 2',
    'FAIL  test/layout.test.ts [ test/layout.test.ts ]\nError: no such file',
  ]);
});

test('names tests that failed alike, and says once what they said', () => {
  const output =
    ' FAIL  test/a.test.ts > one\n FAIL  test/a.test.ts > two\nError: no device\n ❯ test/a.test.ts:1:1\n';
  expect(failedTests(output)).toEqual([
    'FAIL  test/a.test.ts > one',
    'FAIL  test/a.test.ts > two\nError: no device',
  ]);
});

test('says the beginning of a message that has no end', () => {
  const [said] = failedTests(` FAIL  test/a.test.ts > a\n${'x\n'.repeat(100)}`);
  expect(said!.split('\n')).toHaveLength(12);
});

test('finds nothing where all passed', () => {
  expect(failedTests(' ✓ test/a.test.ts (1 test) 3ms\n')).toEqual([]);
});
