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

/** The result of a trial: the name of the first test that failed, `undefined` if all passed; or why neither is known. */
export type TrialResult = { readonly by: string | undefined } | Unsure;

export interface Unsure {
  readonly unsure: string;
}

// This runs in a process of its own, since a mutant may never end, or take all memory.
const root = process.argv[2]!;
let current: { readonly path: string; readonly mutation: Mutation } | undefined;
let changes = 0;
const vitest = await packageTests({
  root,
  change: (path, source) => {
    if (path !== current?.path) return undefined;
    changes += 1;
    return applied(source, current.mutation);
  },
});
const specifications = new Map((await vitest.globTestSpecifications()).map((one) => [one.moduleId, one]));

/** Changes a file, or puts it back, for every test file that is run from now on. */
function setCurrent(path: string, mutation: Mutation | undefined): void {
  current = mutation && { path, mutation };
  vitest.invalidateFile(path);
}

/** The first failure of a test file; undefined where all pass. */
async function failureOf(test: string): Promise<string | undefined> {
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications([specifications.get(test)!]);
  const failed = testModules.find((module) => !module.ok());
  if (failed) return firstFailure(failed);
  return unhandledErrors.length > 0 ? `${test}: an error that nobody caught` : undefined;
}

async function attempt({ file, mutation, tests }: Trial): Promise<TrialResult> {
  const path = join(root, file);
  changes = 0;
  setCurrent(path, mutation);
  for (const test of tests) {
    const by = await failureOf(test);
    if (by === undefined) continue;
    // A test has noticed the mutant only if it passes without it.
    setCurrent(path, undefined);
    const without = await failureOf(test);
    return without === undefined ? { by } : { unsure: `without the mutant, ${without}` };
  }
  setCurrent(path, undefined);
  return changes > 0 ? { by: undefined } : { unsure: `no test file read ${file} again` };
}

process.on('message', async (trial: Trial) => process.send!(await attempt(trial)));
process.on('disconnect', () => process.exit());
process.send!('ready');
