import { isNode } from './features.ts';

/** A thread, of Node or of a browser. */
export interface Thread {
  readonly post: (message: unknown) => void;
  /** The process waits for the thread before it ends. */
  readonly hold: () => void;
  /** It waits no longer. */
  readonly release: () => void;
  readonly end: () => void;
}

/** What a thread reports. */
export interface ThreadEvents {
  readonly onDone: () => void;
  /** It died, or could not start. */
  readonly onDeath: (cause: unknown) => void;
}

/** Starts a thread that runs kernels. */
export function startWorker(events: ThreadEvents): Thread {
  return isNode() ? startInNode(events) : startInBrowser(events);
}

function startInBrowser({ onDone, onDeath }: ThreadEvents): Thread {
  // Bundlers find the worker only in exactly this form.
  const worker = new Worker(new URL('../worker/worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = onDone;
  worker.onmessageerror = onDeath;
  worker.onerror = (event) => onDeath(event.error ?? event.message ?? 'it could not be loaded');
  return {
    post: (message) => worker.postMessage(message),
    hold: () => {},
    release: () => {},
    end: () => worker.terminate(),
  };
}

/** The part of `node:worker_threads` that is used here: this package builds without the types of Node. */
interface NodeWorker {
  on(event: 'message' | 'error' | 'exit', listener: (value: unknown) => void): void;
  postMessage(message: unknown): void;
  terminate(): unknown;
  ref(): void;
  unref(): void;
}

interface NodeProcess {
  getBuiltinModule(name: 'node:worker_threads'): { readonly Worker: new (url: URL) => NodeWorker };
}

function startInNode({ onDone, onDeath }: ThreadEvents): Thread {
  // Not an import: bundlers for browsers would follow it.
  const { process } = globalThis as unknown as { readonly process: NodeProcess };
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const worker = new Worker(new URL('../worker/worker.js', import.meta.url));
  worker.on('message', onDone);
  worker.on('error', onDeath);
  worker.on('exit', (code) => onDeath(`it exited with code ${code}`));
  worker.unref();
  return {
    post: (message) => worker.postMessage(message),
    hold: () => worker.ref(),
    release: () => worker.unref(),
    end: () => void worker.terminate(),
  };
}
