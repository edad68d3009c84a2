import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const recipes = join(import.meta.dirname, '../../recipes');

/** The files that the measurement runs, each by a digest of its text: a test compares them with what was measured. */
export function recipeFiles(): Readonly<Record<string, string>> {
  const files = ['nextjs', 'environments/jest'].flatMap((folder) =>
    readdirSync(join(recipes, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file}`,
    ),
  );
  const digest = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(recipes, file)))
      .digest('hex')
      .slice(0, 16);
  return Object.fromEntries(
    files
      .filter((file) => /\.(json|[cm]?[jt]sx?)$/.test(file))
      .sort()
      .map((file) => [file, digest(file)]),
  );
}
