import type { Candidate } from '../pool/candidate.ts';
import type { Vectors } from '../pool/poolVectors.ts';
import { startThread, type Thread } from '../threads/startThread.ts';
import { untilStopped } from '../threads/untilStopped.ts';
import type { MeasureCall, Measured } from './measureVectors.ts';

/** What is asked of a thread that measures. */
export type MeasureTasks = {
  readonly measure: readonly [MeasureCall, Measured];
};

/** How to measure, and on how many threads. */
export interface MeasureAllCall extends Omit<MeasureCall, 'vectors'> {
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onDone: (done: number) => void;
}

/** Measures the vectors of all poolings, each on one thread; the results do not depend on how many there are. */
export async function measureAll(
  poolings: AsyncGenerator<readonly [Candidate, Vectors], void, undefined>,
  { threads: count, signal, onDone, ...task }: MeasureAllCall,
): Promise<readonly (Candidate & Measured)[]> {
  const blame = (message: string): string =>
    `lab: a pooling could not be measured: ${message}. Leave it out.`;
  const threads = Array.from({ length: count }, () => {
    return startThread<MeasureTasks>('measure/measureThread', blame);
  });
  const measured: (Candidate & Measured)[] = [];
  let [next, done] = [0, 0];
  const work = async (thread: Thread<MeasureTasks>): Promise<void> => {
    for (;;) {
      // A generator answers its calls in their order.
      const { value } = await poolings.next();
      if (value === undefined) return;
      const [candidate, vectors] = value;
      const place = next++;
      const results = await thread.ask('measure', { ...task, vectors });
      measured[place] = { ...candidate, ...results };
      onDone(++done);
    }
  };
  try {
    await untilStopped(Promise.all(threads.map(work)), signal);
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
  }
  return measured;
}
