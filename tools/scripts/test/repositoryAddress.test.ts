import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryAddress } from '../src/repositoryAddress.ts';

const rootWith = (manifest: object): string => {
  const root = mkdtempSync(join(tmpdir(), 'address-'));
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
  return root;
};

it('the address of the repository is that of the root package.json', () => {
  const repository = 'https://github.com/owner/name';
  expect(repositoryAddress(rootWith({ repository }))).toBe(repository);
});

it.each([
  [{}, 'it is missing'],
  [{ repository: 'owner/name' }, '"owner/name" came'],
  [{ repository: 'https://github.com/owner/name.git' }, '"https://github.com/owner/name.git" came'],
])('a release without one is refused: %j', (manifest, came) => {
  expect(() => repositoryAddress(rootWith(manifest))).toThrow(
    `release: "repository" in package.json must be the address of the repository, but ${came}. Set it to such as "https://github.com/OWNER/NAME"; packages and their pages follow.`,
  );
});
