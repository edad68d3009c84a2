import { constants } from './generated/layout.ts';
import type { MemoryPool } from './memoryPool.ts';
import type { ThreadPool } from './threadPool.ts';
import type { Shape } from './tokenArray.ts';
import type { Numbers } from './tokenData.ts';
import { type KernelTask, type Placement, place, type Room, Workspace } from './workspace.ts';

/** What poolings share to run kernels. */
export interface Engine {
  readonly memories: MemoryPool;
  readonly threadPool: ThreadPool | undefined;
  readonly threadsFrom: number | undefined;
}

/** Tokens of a call in memory, and where its other tensors go. */
export interface Placed {
  readonly workspace: Workspace;
  readonly at: Placement;
  /** Where the tokens begin. */
  readonly tokens: number;
}

/** What each call of a pooling needs besides. */
type Beside = Pick<Room, 'groups' | 'products'>;

/**
 * The memory of one pooling: a workspace for the arrays of `allocate`, and one for copies of other tokens. They are
 * separate, so that neither takes room from the other.
 */
export class Workspaces {
  private readonly engine: Engine;
  private readonly channels: number;
  private readonly beside: Beside;
  private own: { readonly workspace: Workspace; readonly at: Placement; readonly bytes: number } | undefined;
  private guest: Workspace | undefined;

  constructor(engine: Engine, channels: number, beside: Beside = {}) {
    this.engine = engine;
    this.channels = channels;
    this.beside = beside;
  }

  /** Room for tokens to be filled in, and for everything that a call of that shape needs beside them. */
  allocate(shape: Shape, bytesEach: 2 | 4): Placed {
    const room: Room = { tokens: size(shape) * bytesEach, task: 'gradient', ...this.beside };
    const workspace = this.withRoom(this.own?.workspace, shape, room);
    const at = workspace.place(shape, room);
    this.own = { workspace, at, bytes: room.tokens };
    return { workspace, at, tokens: at.tokens };
  }

  /** Tokens of `allocate`, where they lie. `undefined` for others, and where a call has no room beside them. */
  inPlace({ data }: Numbers, shape: Shape, task: KernelTask): Placed | undefined {
    const { own } = this;
    if (own === undefined || data.buffer !== own.workspace.memory.buffer) return undefined;
    const at = own.workspace.place(shape, { tokens: own.bytes, task, ...this.beside });
    const end = data.byteOffset + data.byteLength;
    const isWithin = data.byteOffset >= at.tokens && end <= at.tokens + own.bytes;
    return isWithin && own.workspace.holds(at)
      ? { workspace: own.workspace, at, tokens: data.byteOffset }
      : undefined;
  }

  /** Copies all tokens from elsewhere. */
  bringIn(numbers: Numbers, shape: Shape, task: KernelTask): Placed {
    const placed = this.guestWith(shape, size(shape) * bytesOf(numbers), task);
    tokensIn(placed, numbers, size(shape)).set(numbers.data);
    return placed;
  }

  /** Room for one tile of tokens from elsewhere. */
  tileFor(numbers: Numbers, shape: Shape): Placed & { readonly staged: Float32Array | Uint16Array } {
    const length = Math.min(constants.TILE, shape[1]) * this.channels;
    const placed = this.guestWith(shape, length * bytesOf(numbers), 'pool');
    return { ...placed, staged: tokensIn(placed, numbers, length) };
  }

  /** Gives the memory to other poolings. */
  giveBack(): void {
    for (const { held } of this.all()) this.engine.memories.giveBack(held);
    this.clear();
  }

  /** Drops memory that a thread may still write to. */
  abandon(): void {
    for (const { held } of this.all()) this.engine.memories.abandon(held);
    this.clear();
  }

  private all(): readonly Workspace[] {
    return [this.own?.workspace, this.guest].filter((workspace) => workspace !== undefined);
  }

  private clear(): void {
    this.own = undefined;
    this.guest = undefined;
  }

  /** Room for so many bytes of tokens from elsewhere, and for everything that a call needs beside them. */
  guestWith(shape: Shape, bytes: number, task: KernelTask): Placed {
    const room: Room = { tokens: bytes, task, ...this.beside };
    this.guest = this.withRoom(this.guest, shape, room);
    const at = this.guest.place(shape, room);
    return { workspace: this.guest, at, tokens: at.tokens };
  }

  private withRoom(current: Workspace | undefined, shape: Shape, room: Room): Workspace {
    if (current?.holds(current.place(shape, room))) return current;
    const { memories, threadPool } = this.engine;
    // Views of it may still be in use.
    if (current) memories.abandon(current.held);
    return new Workspace(memories, this.channels, threadPool?.size ?? 1, (at) => place(at, shape, room).end);
  }
}

function tokensIn(
  { workspace, tokens }: Placed,
  { type }: Numbers,
  length: number,
): Float32Array | Uint16Array {
  return type === 'float16' ? workspace.halves(tokens, length) : workspace.floats(tokens, length);
}

function bytesOf({ type }: Numbers): 2 | 4 {
  return type === 'float16' ? 2 : 4;
}

/** How many numbers a shape holds. */
export function size([batch, count, channels]: Shape): number {
  return batch * count * channels;
}
