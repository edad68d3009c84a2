import { access, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { globToRegExp } from '../src/glob.ts';
import { allCases } from './support/cases.ts';

const page = new URL('../../../docs/feature-table.md', import.meta.url);
const rows = (await readFile(page, 'utf8'))
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| **') && !line.startsWith('| what'))
  .map((line) => line.split(' | '));

test('every row of the feature table links to a test or names cases', () => {
  const unproved = rows.filter((cells) => !/\]\(\.\.\/packages\/|cases `/.test(cells[2] ?? ''));
  expect(unproved.map(([what]) => what)).toEqual([]);
  expect(rows.length).toBeGreaterThan(30);
});

test('every link of the feature table leads to a file', async () => {
  const links = rows.flatMap((cells) => [...cells[2]!.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!));
  const missing = await Promise.all(
    links.map((link) =>
      access(new URL(link, page)).then(
        () => [],
        () => [link],
      ),
    ),
  );
  expect(missing.flat()).toEqual([]);
});

test('every pattern of cases in the feature table matches some', async () => {
  const ids = (await allCases()).map(({ id }) => id);
  const patterns = rows.flatMap((cells) =>
    [...cells[2]!.matchAll(/`([^`]*\*[^`]*)`/g)].map(([, one]) => one!),
  );
  expect(patterns.filter((one) => !ids.some((id) => globToRegExp(one).test(id)))).toEqual([]);
  expect(patterns.length).toBeGreaterThan(15);
});
