import { GgemError } from '@ggem/core';
import type { Kernels } from './kernels.ts';

const page = 65536;
const largest = 65536;

/** How many memories are kept for the next pooling, and up to what size, in pages: 64 MiB. */
const kept = 4;
const keptSize = 1024;

/** A memory with the kernels in it. */
export interface PooledMemory {
  /** What threads know it by. */
  readonly id: number;
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
}

/** Threads that may hold memories, which then are shared. */
export interface MemoryUsers {
  /** Lets go of a memory. */
  readonly forget: (id: number) => void;
}

let nextId = 0;

/**
 * Makes memories, and keeps a few of disposed poolings for the next ones: engines set aside gigabytes of addresses for
 * each, and take them back only when they clean up.
 */
export class MemoryPool {
  private readonly module: WebAssembly.Module;
  private readonly users: MemoryUsers | undefined;
  private free: readonly PooledMemory[] = [];

  constructor(module: WebAssembly.Module, users: MemoryUsers | undefined) {
    this.module = module;
    this.users = users;
  }

  /** A memory of at least so many bytes; what is in it means nothing. */
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

  /** Lets go of a memory that somebody may still read or write. */
  abandon({ id }: PooledMemory): void {
    this.users?.forget(id);
  }
}

/** A memory that may be kept has a power of two as its size, so that it is likely to do for the next pooling. */
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
