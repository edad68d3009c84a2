import { constants, jobAt, planAt, stateAt } from './generated/layout.ts';
import type { Kernels } from './kernels.ts';
import type { MemoryPool, PooledMemory } from './memoryPool.ts';
import type { Shape } from './tokenArray.ts';

/** All tensors in memory start at a multiple of this. */
const alignment = 16;

/** Where the tensors of one call lie. */
export interface Placement {
  readonly tokens: number;
  readonly norms: number;
  readonly y: number;
  readonly dy: number;
  readonly dp: number;
  readonly weights: number;
  readonly dx: number;
  /** 0 where nobody wants them. */
  readonly shares: number;
  /** 0 where there are none. */
  readonly products: number;
  /** The first byte after all tensors. */
  readonly end: number;
}

/** What a call computes. A gradient needs more memory, and the general formula for every power. */
export type KernelTask = 'pool' | 'gradient';

/** How many bytes a call needs for its tokens, and what it computes. */
export interface Room {
  readonly tokens: number;
  readonly task: KernelTask;
  /** Groups of channels that have weights by which a gradient is wanted. Default: one group, and no such gradient. */
  readonly groups?: number | undefined;
  /** Bytes for products of matrices. Default: none. */
  readonly products?: number | undefined;
}

/**
 * A memory and the kernels that work in it. It never grows, so that no view of it is ever detached: a call that needs more
 * room gets a new workspace, and the engine frees the old one when its last view is gone.
 */
export class Workspace {
  readonly held: PooledMemory;
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
  readonly job: number = alignment;
  readonly plans: number = up(this.job + jobAt.size);
  /** The exponents that `plans` was written for, so that it is written again only when they change. */
  planned: { readonly p: Float64Array; readonly task: KernelTask } | undefined;
  private readonly scratchStart: number;
  private readonly scratchSize: number;
  private readonly tokensStart: number;

  /** `room` says where the tensors of a call end, given where they begin. */
  constructor(memories: MemoryPool, channels: number, threads: number, room: (at: number) => number) {
    const columns = Math.ceil(channels / 4);
    this.scratchStart = up(this.plans + columns * planAt.size);
    this.scratchSize = up(constants.STATES + columns * stateAt.size);
    this.tokensStart = this.scratchStart + threads * this.scratchSize;
    this.held = memories.take(room(this.tokensStart));
    this.memory = this.held.memory;
    this.kernels = this.held.kernels;
  }

  /** Memory for a thread to work in. */
  scratch(thread: number): number {
    return this.scratchStart + thread * this.scratchSize;
  }

  place(shape: Shape, room: Room): Placement {
    return place(this.tokensStart, shape, room);
  }

  /** Whether tensors that are placed so lie within this memory. */
  holds({ end }: Placement): boolean {
    return end <= this.memory.buffer.byteLength;
  }

  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length);
  }

  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length);
  }

  halves(at: number, length: number): Uint16Array {
    return new Uint16Array(this.memory.buffer, at, length);
  }

  /** Marks all tasks of the job as not taken. */
  rewind(): void {
    this.view().setInt32(this.job + jobAt.next, 0, true);
  }

  view(): DataView {
    return new DataView(this.memory.buffer);
  }
}

/** Places the tensors of a call one after the other. */
export function place(
  at: number,
  [batch, count, channels]: Shape,
  { tokens, task, groups, products }: Room,
): Placement {
  const weighed = batch * (groups ?? 1);
  const isGradient = task === 'gradient';
  let end = at;
  const take = (bytes: number): number => {
    const start = end;
    // Vectors may read beyond the last channel, but never write there.
    end = up(start + bytes + alignment);
    return start;
  };
  const pooled = batch * channels;
  return {
    tokens: take(tokens),
    norms: take(weighed * 8),
    y: take(pooled * 4),
    dy: take(pooled * 4),
    dp: take(pooled * 4),
    weights: take(weighed * count * 4),
    dx: isGradient ? take(pooled * count * 4) : 0,
    shares: isGradient && groups !== undefined ? take(weighed * count * 4) : 0,
    products: products === undefined ? 0 : take(products),
    end,
  };
}

function up(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
