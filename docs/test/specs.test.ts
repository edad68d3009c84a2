import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withSpecTables } from '../specs/specTables.ts';
import { docs } from './support/docs.ts';

const page = readFileSync(join(docs, 'reference/specs.md'), 'utf8');

it('the page of specs is what `npx pnpm@12 -C docs specs` writes', () => {
  expect(page).toBe(withSpecTables(page));
});

it('it is written anew, whatever stood between its marks', () => {
  const [first, last] = [page.indexOf('## `token`'), page.indexOf('## `pyramid`')];
  expect(withSpecTables(page.slice(0, first) + page.slice(last))).toBe(page);
  expect(() => withSpecTables(page.replace('<!-- The end', '<!-- An end'))).toThrow('must hold the line');
});
