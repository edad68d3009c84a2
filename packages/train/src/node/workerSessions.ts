import { Worker } from 'node:worker_threads';
import { GgemError } from '@ggem/core';
import type { StartSession, TrainSession } from '../session/session.ts';

/** Threads that run sessions. */
export interface WorkerSessions {
  readonly start: StartSession;
  readonly close: () => Promise<void>;
}

/**
 * Sessions of onnxruntime-node in threads of their own, one thread for each session that runs at the same time: a second
 * thread inside of a session mostly spins.
 */
export function workerSessions(threads: number): WorkerSessions {
  const workers = Array.from({ length: threads }, startWorker);
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 };
  const started = new Map<Uint8Array, number>();
  let next = 0;
  return {
    start: async (model) => {
      // Sessions of one model go to different threads.
      const turn = started.get(model) ?? 0;
      started.set(model, turn + 1);
      const worker = workers[turn % workers.length]!;
      const id = next++;
      await worker.ask({ task: 'start', id, model, options });
      return {
        run: (feeds) => worker.ask({ task: 'run', id, feeds }) as ReturnType<TrainSession['run']>,
        release: async () => {
          await worker.ask({ task: 'release', id });
        },
      };
    },
    close: async () => {
      await Promise.all(workers.map(({ end }) => end()));
    },
  };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

function startWorker() {
  const worker = new Worker(new URL('../../worker/sessionWorker.js', import.meta.url));
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  const failed = (error: unknown): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', ({ call, result, error }: { call: number; result: unknown; error?: string }) => {
    const one = waiting.get(call);
    waiting.delete(call);
    if (error === undefined) one?.resolve(result);
    else
      one?.reject(
        new GgemError('unavailable', `finetune: model must run in onnxruntime-node, but it says: ${error}`),
      );
  });
  worker.on('error', failed);
  return {
    ask: (message: Readonly<Record<string, unknown>>): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const call = calls++;
        waiting.set(call, { resolve, reject });
        worker.postMessage({ ...message, call });
      }),
    end: () => worker.terminate(),
  };
}
