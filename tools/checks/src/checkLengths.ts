import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from './problem.ts';
import { sourceFiles } from './sourceFiles.ts';
import type { Workspace } from './workspace.ts';

const limit = 300;

/** Checks that files are short enough to hold one idea. Data and generated files may have any length. */
export function checkLengths({ root, packages }: Workspace): Problem[] {
  return packages
    .flatMap(({ folder }) => sourceFiles(root, folder))
    .filter((file) => !/(^|\/)(generated|data)\//.test(file))
    .flatMap((file) => {
      const lines = readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length;
      const text = `has ${lines} lines, but a file holds one idea in at most ${limit}. Split it, each part named after its main export.`;
      return lines > limit ? [{ file, line: limit + 1, rule: 'length', text }] : [];
    });
}
