import { parentPort } from 'node:worker_threads';
import { GgemError } from '@ggem/core';
import { type Answer, end, type Question, type Tasks } from './startThread.ts';

/** Does in this thread what `startThread` is asked. Where the thread is to end, the signal of what it does is aborted. */
export function serveThread<T extends Tasks>(
  does: {
    readonly [Name in keyof T]: (
      takes: T[Name][0],
      signal: AbortSignal,
      tell: (tells: NonNullable<T[Name][2]>) => void,
    ) => Promise<T[Name][1]>;
  },
): void {
  const ending = new AbortController();
  const running = new Set<Promise<Answer>>();
  parentPort!.on('message', async (message: Question | typeof end) => {
    if (message === end) {
      // Never while onnxruntime is at work in this thread: that would take the process with it.
      ending.abort();
      await Promise.all(running);
      process.exit();
    }
    const { call, task, takes } = message;
    const tell = (tells: unknown): void => parentPort!.postMessage({ call, tells } satisfies Answer);
    const answering = does[task as keyof T](takes, ending.signal, tell).then(
      (result): Answer => ({ call, result }),
      (error: unknown): Answer => {
        const code = error instanceof GgemError ? error.code : undefined;
        return { call, error: { code, message: error instanceof Error ? error.message : String(error) } };
      },
    );
    running.add(answering);
    parentPort!.postMessage(await answering);
    running.delete(answering);
  });
}
