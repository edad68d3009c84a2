import { Worker } from 'node:worker_threads';
import { GgemError, type GgemErrorCode } from '@ggem/core';

/** What can be asked of a thread: by the name of a task, what it takes, what it gives, and what it tells on the way. */
export type Tasks = Readonly<Record<string, readonly [takes: unknown, gives: unknown, tells?: unknown]>>;

/** A thread that does tasks, one after the other. */
export interface Thread<T extends Tasks> {
  readonly ask: <Name extends keyof T & string>(
    task: Name,
    takes: T[Name][0],
    onTold?: (tells: T[Name][2]) => void,
  ) => Promise<T[Name][1]>;
  /** Ends the thread, once what it does has heard the signal. */
  readonly end: () => Promise<void>;
}

/** A question as it travels. */
export interface Question {
  readonly call: number;
  readonly task: string;
  readonly takes: unknown;
}

/** What a thread is sent to end. */
export const end = 'end';

/** An answer as it travels, or what is told before it. */
export interface Answer {
  readonly call: number;
  readonly tells?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code?: GgemErrorCode | undefined; readonly message: string };
}

interface Waiting {
  readonly onTold: ((tells: never) => void) | undefined;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Starts a thread of this package, such as `extract/extractThread`. What goes wrong in it comes back as a `GgemError`, an error of
 * another kind with what `blame` makes of its message.
 */
export function startThread<T extends Tasks>(name: string, blame: (message: string) => string): Thread<T> {
  // The built file, from `src` as from `dist`: a thread cannot read TypeScript.
  const worker = new Worker(new URL(`../../dist/${name}.js`, import.meta.url));
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  const failed = (error: unknown): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', ({ call, tells, result, error }: Answer) => {
    const one = waiting.get(call);
    if (tells !== undefined) {
      one?.onTold?.(tells as never);
      return;
    }
    waiting.delete(call);
    if (error === undefined) one?.resolve(result as never);
    else {
      const { code = 'unavailable', message } = error;
      one?.reject(new GgemError(code, error.code === undefined ? blame(message) : message));
    }
  });
  worker.on('error', failed);
  const ended = new Promise<void>((resolve) => worker.on('exit', () => resolve()));
  void ended.then(() => failed(new GgemError('unavailable', 'lab: a thread ended too early. Try again.')));
  return {
    ask: (task, takes, onTold) =>
      new Promise((resolve, reject) => {
        const call = calls++;
        waiting.set(call, { resolve, reject, onTold });
        worker.postMessage({ call, task, takes } satisfies Question);
      }),
    end: async () => {
      waiting.clear();
      worker.postMessage(end);
      await ended;
    },
  };
}
