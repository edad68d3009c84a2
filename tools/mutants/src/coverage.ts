import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { firstFailure } from './firstFailure.ts';
import { markFunctions } from './markFunctions.ts';
import { packageTests } from './packageTests.ts';

/** One test file of a package: how long it takes, and the functions that it runs, such as `src/file.ts#3`. */
export interface TestFile {
  readonly path: string;
  readonly ms: number;
  readonly ran: ReadonlySet<string>;
}

/**
 * Runs all tests once, unchanged, but for files whose path contains one of `without`. Throws where one fails, since
 * nothing could be learnt then.
 */
export async function coverage(root: string, without: readonly string[]): Promise<readonly TestFile[]> {
  const vitest = await packageTests({
    root,
    change: (path, source) => {
      const file = sourceFile(root, path);
      return file === undefined ? undefined : markFunctions(file, path, source);
    },
    setupFiles: [fileURLToPath(new URL('noteRuns.ts', import.meta.url))],
  });
  try {
    const all = await vitest.globTestSpecifications();
    const wanted = all.filter(({ moduleId }) => !without.some((part) => moduleId.includes(part)));
    const { testModules } = await vitest.runTestSpecifications(wanted);
    return testModules
      .map((module): TestFile => {
        if (!module.ok()) throw new Error(`mutants: without a mutant, ${firstFailure(module)}`);
        const { ran = [] } = module.meta() as { ran?: readonly string[] };
        const { duration, collectDuration } = module.diagnostic();
        return { path: module.moduleId, ms: Math.round(duration + collectDuration), ran: new Set(ran) };
      })
      .sort((a, b) => a.ms - b.ms);
  } finally {
    await vitest.close();
  }
}

/** The path of a source file from the folder of its package; `undefined` for other files, and for generated ones. */
export function sourceFile(root: string, path: string): string | undefined {
  const file = relative(root, path).split(sep).join('/');
  return /^src\/.*\.ts$/.test(file) && !file.startsWith('src/generated/') ? file : undefined;
}

/** All sources of a package, in order. */
export function sourcesOf(root: string): readonly { readonly file: string; readonly source: string }[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .flatMap((path) => sourceFile(root, join(root, 'src', path)) ?? [])
    .sort()
    .map((file) => ({ file, source: readFileSync(join(root, file), 'utf8') }));
}
