import type { Tasks, Thread } from './startThread.ts';
import { untilStopped } from './untilStopped.ts';

/** Threads that share a queue of tasks. */
export interface ThreadPool<T extends Tasks> {
  readonly ask: Thread<T>['ask'];
  readonly end: () => Promise<void>;
}

/** Starts so many threads. Each does one task at a time, in the order in which they are asked. */
export function threadPool<T extends Tasks>(
  count: number,
  start: () => Thread<T>,
  signal: AbortSignal,
): ThreadPool<T> {
  const threads = Array.from({ length: count }, start);
  const idle = [...threads];
  const waiting: ((thread: Thread<T>) => void)[] = [];
  return {
    ask: async (task, takes, onTold) => {
      const thread = idle.pop() ?? (await new Promise<Thread<T>>((resolve) => waiting.push(resolve)));
      try {
        signal.throwIfAborted();
        return await untilStopped(thread.ask(task, takes, onTold), signal);
      } finally {
        const next = waiting.shift();
        if (next === undefined) idle.push(thread);
        else next(thread);
      }
    },
    end: async () => {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}
