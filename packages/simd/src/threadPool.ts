import { GgemError } from '@ggem/core';
import type { ParallelKernel } from './kernels.ts';
import type { PooledMemory } from './memoryPool.ts';
import { startWorker, type Thread } from './startWorker.ts';

/** A job in a memory, and what threads need to take part in it. */
export interface SharedWork {
  readonly held: PooledMemory;
  readonly job: number;
  /** Memory for a thread to work in. */
  readonly scratch: (thread: number) => number;
  /** Marks all tasks of the job as not taken. */
  readonly rewind: () => void;
}

/** Threads that share the work of a call with the calling thread. They start with the first call. */
export class ThreadPool {
  readonly size: number;
  private readonly module: WebAssembly.Module;
  private readonly start: typeof startWorker;
  private threads: readonly Thread[] = [];
  private ended = false;
  /** Told when a thread is done or dead; set while a call runs. */
  private call: { readonly done: () => void; readonly fail: (cause: unknown) => void } | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** `size` counts the calling thread. */
  constructor(module: WebAssembly.Module, size: number, start: typeof startWorker = startWorker) {
    this.module = module;
    this.size = size;
    this.start = start;
  }

  /**
   * Runs a kernel on all threads. Each takes tasks until none is left; the result does not depend on which thread takes
   * which task. Calls wait for those before them. Fails with the cause if a thread dies; the next call starts new ones.
   */
  run(work: SharedWork, kernel: ParallelKernel): Promise<void> {
    const run = this.last.then(() => this.runNow(work, kernel));
    this.last = run.catch(() => {});
    return run;
  }

  /** Makes all threads drop a memory. */
  forget(id: number): void {
    for (const thread of this.threads) thread.post({ forget: id });
  }

  end(): void {
    this.ended = true;
    this.dismiss('the kernels were disposed');
  }

  private async runNow(work: SharedWork, kernel: ParallelKernel): Promise<void> {
    if (this.ended) {
      throw new GgemError('state', 'simd: the kernels were disposed. Load them again.');
    }
    if (this.threads.length === 0) this.threads = this.startAll();
    const others = this.threads;
    const finished = new Promise<void>((resolve, reject) => {
      let left = others.length;
      const done = () => {
        left -= 1;
        if (left === 0) resolve();
      };
      this.call = { done, fail: reject };
    });
    // A rejection is handled below. Without this, one that comes while this thread still computes would count as unhandled.
    finished.catch(() => {});
    const { id, memory, kernels } = work.held;
    work.rewind();
    try {
      others.forEach((thread, i) => {
        thread.hold();
        thread.post({
          workspace: id,
          module: this.module,
          memory,
          kernel,
          args: [work.job, work.scratch(i + 1)],
        });
      });
      kernels[kernel](work.job, work.scratch(0));
      await finished;
    } finally {
      this.call = undefined;
      for (const thread of this.threads) thread.release();
    }
  }

  private startAll(): readonly Thread[] {
    const threads: Thread[] = [];
    const isCurrent = () => this.threads === threads;
    for (let i = 1; i < this.size; i++) {
      threads.push(
        this.start({
          onDone: () => isCurrent() && this.call?.done(),
          onDeath: (cause) => isCurrent() && this.dismiss(cause),
        }),
      );
    }
    return threads;
  }

  /** Ends all threads: after one died, none of the others may touch the memory of the next call. */
  private dismiss(cause: unknown): void {
    const { threads, call } = this;
    this.threads = [];
    for (const thread of threads) thread.end();
    const reason = cause instanceof Error ? cause.message : String(cause);
    call?.fail(
      new GgemError('unavailable', `simd: a thread died: ${reason}. The next call starts new ones.`, {
        cause,
      }),
    );
  }
}
