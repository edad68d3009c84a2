import { referenceSuite } from '../run/referenceSuite.ts';
import type { SuiteModule } from '../run/suiteModule.ts';

/** The harnesses of all adapters, found by their place in the folders. Each is a chunk of its own. */
const harnesses = import.meta.glob<SuiteModule>('../../../../packages/*/test/conformance/harness.ts');

export interface LoadedSuites {
  readonly suites: readonly SuiteModule[];
  /** Harnesses that could not be loaded. */
  readonly problems: readonly string[];
}

/** The reference, and the suite of every adapter. */
export async function loadSuites(): Promise<LoadedSuites> {
  const loaded = await Promise.allSettled(Object.values(harnesses).map((load) => load()));
  const problems = Object.keys(harnesses).flatMap((path, i) => {
    const result = loaded[i]!;
    if (result.status === 'fulfilled') return [];
    return [`${path.replace(/^(\.\.\/)+/, '')} could not be loaded: ${String(result.reason)}`];
  });
  const suites = loaded.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  return { suites: [referenceSuite, ...suites], problems };
}
