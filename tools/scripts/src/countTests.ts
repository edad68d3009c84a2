import { stripVTControlCharacters } from 'node:util';

export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Adds up the `Tests  1 failed | 2 passed (3)` lines that vitest runs printed, one a run. */
export function countTests(output: string): TestCount {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const [, states] of stripVTControlCharacters(output).matchAll(/^ *Tests {2}(.*) \(\d+\)$/gm)) {
    for (const state of states!.split(' | ')) {
      const [number, name] = state.split(' ');
      if (name === 'passed' || name === 'failed' || name === 'skipped') count[name] += Number(number);
    }
  }
  return count;
}
