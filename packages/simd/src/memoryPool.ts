import { GgemError } from '@ggem/core';
import type { Kernels } from './kernels.ts';

const page = 65536;
const largest = 65536;

/** How many memories are kept for other poolings, and the largest size of these, in pages: 64 MiB. */
const kept = 4;
const keptSize = 1024;

/** A memory, and the kernels that work in it. */
export interface PooledMemory {
  /** The number by which threads know it. */
  readonly id: number;
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
}

/** Threads that may hold memories. Where there are any, memories are shared. */
export interface MemoryUsers {
  /** Drops a memory, so that it can be collected. */
  readonly forget: (id: number) => void;
}

let nextId = 0;

/**
 * Makes memories, and keeps a few of those that disposed poolings gave back: engines reserve gigabytes of addresses for
 * each memory, and free them only when they collect garbage.
 */
export class MemoryPool {
  private readonly module: WebAssembly.Module;
  private readonly users: MemoryUsers | undefined;
  private free: readonly PooledMemory[] = [];

  constructor(module: WebAssembly.Module, users: MemoryUsers | undefined) {
    this.module = module;
    this.users = users;
  }

  /** A memory of at least so many bytes, with any content. */
  take(bytes: number): PooledMemory {
    const fitting = this.free.find(({ memory }) => memory.buffer.byteLength >= bytes);
    if (fitting) {
      this.free = this.free.filter((one) => one !== fitting);
      return fitting;
    }
    const memory = memoryOf(bytes, this.users !== undefined);
    const { exports } = new WebAssembly.Instance(this.module, { env: { memory } });
    return { id: nextId++, memory, kernels: exports as unknown as Kernels };
  }

  /** Takes back a memory that nothing uses any more. */
  giveBack(one: PooledMemory): void {
    if (this.free.length < kept && one.memory.buffer.byteLength <= keptSize * page)
      this.free = [...this.free, one];
    else this.abandon(one);
  }

  /** Drops a memory that a thread or a view may still use: it is not given to another pooling. */
  abandon({ id }: PooledMemory): void {
    this.users?.forget(id);
  }
}

/** A new memory. If it is small enough to be kept, its size is a power of two, so that it is likely to fit another pooling. */
function memoryOf(bytes: number, shared: boolean): WebAssembly.Memory {
  const needed = Math.ceil(bytes / page);
  const megabytes = Math.ceil(bytes / 2 ** 20);
  const refuse = (reason: string, cause?: unknown): never => {
    throw new GgemError(
      'unavailable',
      `simd: ${megabytes} MiB of memory are needed, but ${reason}. Pool fewer images at a time, or dispose poolings that are done.`,
      { cause },
    );
  };
  if (needed > largest) refuse('WebAssembly has 4096 MiB at most');
  const pages = needed > keptSize ? needed : 2 ** Math.ceil(Math.log2(needed));
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  } catch (error) {
    return refuse('the engine has none left', error);
  }
}
