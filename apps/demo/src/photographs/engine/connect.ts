import type { EngineCalls, EngineNews } from '../contract.ts';
import type { Asked, CallName, Said } from './serve.ts';

/** The engine, seen from the page. */
export interface Connection {
  readonly ask: <Name extends CallName>(
    name: Name,
    argument: EngineCalls[Name][0],
  ) => Promise<EngineCalls[Name][1]>;
}

/** Starts the worker. Calls reject with the sentence that the engine refused with. */
export function connect(onNews: (news: EngineNews) => void): Connection {
  const worker = new Worker(new URL('./engineThread.ts', import.meta.url), { type: 'module' });
  const open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let next = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if (data.kind === 'news') {
      onNews(data.news);
      return;
    }
    const call = open.get(data.number);
    open.delete(data.number);
    if (data.kind === 'answer') call?.resolve(data.value as never);
    else call?.reject(new Error(data.message));
  });
  worker.addEventListener('error', ({ message }) => {
    const reason = message === undefined ? 'its file could not be loaded' : message;
    for (const { reject } of open.values()) {
      reject(
        new Error(
          `The program that runs models stopped (${reason}). Check the connection and reload the page.`,
        ),
      );
    }
    open.clear();
  });
  return {
    ask: (name, argument) =>
      new Promise((resolve, reject) => {
        const number = next++;
        open.set(number, { resolve, reject });
        worker.postMessage({ number, name, argument } satisfies Asked);
      }),
  };
}
