import { type Case, loadCases, type RunResult, runConformance, type Suite } from '../../src/index.ts';
import { readData } from '../../src/node.ts';

let loaded: Promise<readonly Case[]> | undefined;

/** All cases of the suite, read once. */
export function allCases(): Promise<readonly Case[]> {
  loaded ??= loadCases(readData);
  return loaded;
}

/** Runs the suite, or the cases that match. */
export async function run(suite: Suite, only?: readonly string[]): Promise<RunResult> {
  return runConformance([suite], { cases: await allCases(), ...(only && { only }) });
}

/** Ids of the cases that failed. */
export function failed(result: RunResult): readonly string[] {
  return result.rows.filter(({ outcome }) => outcome === 'fail').map((row) => row.case);
}
