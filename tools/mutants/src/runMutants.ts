import { join } from 'node:path';
import { coverage, sourcesOf, type TestFile } from './coverage.ts';
import { bodiesOf, bodyAt } from './markFunctions.ts';
import type { Mutant, Verdict } from './mutation.ts';
import { mutationsOf } from './mutationsOf.ts';
import { sample } from './sample.ts';
import type { Trial, TrialResult, Unsure } from './tester.ts';
import { TesterProcess } from './testerProcess.ts';
import { keyOf, type Verdicts } from './verdicts.ts';

export interface RunOptions {
  /** The package's folder. */
  readonly root: string;
  readonly verdicts: Verdicts;
  /** The most mutants to try. They are drawn evenly, and always the same for the same number. */
  readonly most: number;
  /** Only files whose path contains this. */
  readonly only: string;
  /** Whether those that survived before are tried again, because new tests were written. */
  readonly again: boolean;
  /** Test files whose path contains one of these are left out. What they alone would notice survives. */
  readonly without: readonly string[];
  readonly onVerdict: (verdict: Verdict, done: number, total: number) => void;
}

interface Planned {
  readonly key: string;
  /** What it is drawn by: its line and its change, so that changes elsewhere leave the sample as it is. */
  readonly name: string;
  readonly mutant: Mutant;
  /** The name of its function, as test files note it. */
  readonly within: string;
}

/** Tries mutants of a package on the tests that run their function, the fastest file first. */
export async function runMutants(options: RunOptions): Promise<readonly Verdict[]> {
  const { root, verdicts, most, only, again, without, onVerdict } = options;
  const planned = sample(
    sourcesOf(root)
      .filter(({ file }) => file.includes(only))
      .flatMap(({ file, source }) => plan(root, file, source)),
    most,
    ({ name }) => name,
  );
  const known = (key: string): Verdict | undefined => {
    const verdict = verdicts.get(key);
    return again && verdict && /survived|uncovered/.test(verdict.outcome) ? undefined : verdict;
  };
  const done = new Map<string, Verdict>();
  let tests: readonly TestFile[] | undefined;
  const tester = new TesterProcess(root);
  try {
    for (const { key, mutant, within } of planned) {
      let verdict = known(key);
      if (!verdict) {
        tests ??= await coverage(root, without);
        verdict = { key, mutant, ...(await judge(tester, mutant, within, tests)) };
        verdicts.add(verdict);
      }
      done.set(key, verdict);
      onVerdict(verdict, done.size, planned.length);
    }
  } finally {
    tester.end();
  }
  return [...done.values()];
}

function plan(root: string, file: string, source: string): readonly Planned[] {
  const bodies = bodiesOf(file, source);
  const lines = source.split('\n');
  return mutationsOf(join(root, file), source).map((mutation) => {
    const { start, end, text } = mutation;
    const before = source.slice(0, start).split('\n');
    const line = before.length;
    return {
      key: keyOf(file, source, mutation),
      name: JSON.stringify([file, lines[line - 1], before.at(-1)!.length, end - start, text]),
      within: `${file}#${bodyAt(bodies, start)}`,
      mutant: { ...mutation, file, line, was: source.slice(start, end) },
    };
  });
}

async function judge(
  tester: TesterProcess,
  mutant: Mutant,
  within: string,
  tests: readonly TestFile[],
): Promise<Pick<Verdict, 'outcome' | 'by'>> {
  const running = tests.filter(({ ran }) => ran.has(within));
  if (running.length === 0) return { outcome: 'uncovered' };
  const usual = running.reduce((sum, { ms }) => sum + ms, 0);
  // Ten times the usual time of the tests: a mutant that takes longer on a busier machine probably never ends.
  const limit = 60_000 + 10 * usual;
  const { file, start, end, text } = mutant;
  const trial = { file, mutation: { start, end, text }, tests: running.map(({ path }) => path) };
  const result = await sureResult(tester, trial, limit);
  if (result === 'hung') return { outcome: 'hung' };
  return result.by === undefined ? { outcome: 'survived' } : { outcome: 'killed', by: result.by };
}

/** A reliable result: if the process that gave it may be broken, a new one is asked. */
async function sureResult(
  tester: TesterProcess,
  trial: Trial,
  limit: number,
): Promise<Exclude<TrialResult, Unsure> | 'hung'> {
  const first = await tester.attempt(trial, limit);
  if (!isUnsure(first)) return first;
  tester.end();
  const second = await tester.attempt(trial, limit);
  if (!isUnsure(second)) return second;
  throw new Error(`mutants: a mutant of ${trial.file} cannot be judged: ${second.unsure}`);
}

function isUnsure(result: TrialResult | 'hung'): result is Unsure {
  return result !== 'hung' && 'unsure' in result;
}
