import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The address of the repository, which tarballs, their pages and their provenance name. Throws where it is not set. */
export function repositoryAddress(root: string): string {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly repository?: unknown;
  };
  const isAddress = (text: string): boolean => /^https:\/\/[^/]+\/[^/]+\/[^/]+$/.test(text);
  if (typeof repository === 'string' && isAddress(repository) && !repository.endsWith('.git'))
    return repository;
  const came = repository === undefined ? 'it is missing' : `${JSON.stringify(repository)} came`;
  throw new Error(
    `release: "repository" in package.json must be the address of the repository, but ${came}. Set it to such as "https://github.com/OWNER/NAME"; packages and their pages follow.`,
  );
}
