import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { allCases } from './support/cases.ts';

const file = (name: string) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');

test('the README shows the harness that nestedArrays.test.ts runs', async () => {
  expect(await file('README.md')).toContain(await file('test/nestedArrays/harness.ts'));
});

test('the README counts the cases as they are', async () => {
  const { length } = await allCases();
  expect(await file('README.md')).toContain(`${length} pass of ${length} cases`);
});
