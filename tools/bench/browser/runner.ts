import type { PageCalls, PageRequest } from '../src/browser/pageCalls.ts';
import type { Contender } from '../src/contender.ts';
import { effortOf } from '../src/run/effort.ts';
import { measureAll } from '../src/run/measureAll.ts';
import { selected } from '../src/selected.ts';

declare global {
  // A global that a module adds to has to be a var.
  var benchRun: (request: PageRequest) => Promise<void>;
}

/** Found by folder, as in Node; files of Node alone end in `.node.ts`. */
const files = import.meta.glob<{ readonly contenders: readonly Contender[] }>([
  '../src/contenders/*.ts',
  '!../src/contenders/*.node.ts',
]);
const calls = globalThis as unknown as PageCalls;

globalThis.benchRun = async ({ plan, only, quick }) => {
  const all: Contender[] = [];
  for (const [path, load] of Object.entries(files)) {
    try {
      all.push(...(await load()).contenders.filter(({ hosts }) => hosts.includes('browser')));
    } catch (error) {
      await calls.benchProblem(`${path.split('/').at(-1)} could not be loaded: ${String(error)}`);
    }
  }
  await measureAll(selected(all, only), plan, {
    effort: (measure) => effortOf(measure, quick),
    signal: new AbortController().signal,
    onProgress: (text) => void calls.benchProgress(text),
    onProblem: (text) => void calls.benchProblem(text),
    onRows: (measure, rows) => void calls.benchRows(measure, rows),
  });
};
