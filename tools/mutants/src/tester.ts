import { join } from 'node:path';
import { firstFailure } from './firstFailure.ts';
import { applied, type Mutation } from './mutation.ts';
import { packageTests } from './packageTests.ts';

/** One mutant to try, and the test files to try it on, one after the other. */
export interface Trial {
  readonly file: string;
  readonly mutation: Mutation;
  readonly tests: readonly string[];
}

/** The name of the first test that fails; undefined where all pass. */
export interface TrialResult {
  readonly by: string | undefined;
}

// A process of its own: a mutant may never end, or take all memory.
const root = process.argv[2]!;
let current: { readonly path: string; readonly mutation: Mutation } | undefined;
const vitest = await packageTests({
  root,
  change: (path, source) => (path === current?.path ? applied(source, current.mutation) : undefined),
});
const specifications = new Map((await vitest.globTestSpecifications()).map((one) => [one.moduleId, one]));

async function attempt({ file, mutation, tests }: Trial): Promise<TrialResult> {
  const path = join(root, file);
  current = { path, mutation };
  vitest.invalidateFile(path);
  try {
    for (const test of tests) {
      const { testModules, unhandledErrors } = await vitest.runTestSpecifications([
        specifications.get(test)!,
      ]);
      const failed = testModules.find((module) => !module.ok());
      if (failed) return { by: firstFailure(failed) };
      if (unhandledErrors.length > 0) return { by: `${test}: an error that nobody caught` };
    }
    return { by: undefined };
  } finally {
    current = undefined;
    vitest.invalidateFile(path);
  }
}

process.on('message', async (trial: Trial) => process.send!(await attempt(trial)));
process.on('disconnect', () => process.exit());
process.send!('ready');
