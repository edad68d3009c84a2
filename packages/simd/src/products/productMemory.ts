import { productJobAt } from '../generated/layout.ts';
import type { MemoryPool, PooledMemory } from '../memoryPool.ts';
import type { SharedWork } from '../threadPool.ts';
import type { MatrixNumbers } from './products.ts';
import type { Range } from './ranges.ts';

/** Rows of A and of B that are multiplied at a time, and the most numbers of a row. */
export const tileRows = 256;
export const tileLength = 2048;

/** Rows of A that a thread takes at a time: so many that its second cache holds them. */
const span = 64;
const alignment = 16;

/** How large the pieces of a product are. */
export interface TileSize {
  readonly length: number;
  readonly double: boolean;
}

/** A memory with room for a piece of A and of B, packed, for their product, and for rows that wait to be packed. */
export class ProductMemory implements SharedWork {
  readonly held: PooledMemory;
  readonly job: number = alignment;
  private readonly a: number;
  private readonly b: number;
  private readonly c: number;
  private readonly raw: number;
  private readonly memories: MemoryPool;

  constructor(memories: MemoryPool, { length, double }: TileSize) {
    this.memories = memories;
    const each = double ? 8 : 4;
    const tile = tileRows * up(length * each);
    this.a = up(this.job + productJobAt.size);
    this.b = this.a + tile;
    this.c = this.b + tile;
    this.raw = this.c + tileRows * tileRows * each;
    this.held = memories.take(this.raw + tile);
  }

  /** Threads share all that they read here. */
  scratch(): number {
    return 0;
  }

  rewind(): void {
    this.set('next', 0);
  }

  /** Brings in columns of rows, as A or as B. */
  bringIn(as: 'a' | 'b', numbers: MatrixNumbers, rows: Range, columns: Range, length: number): void {
    const { from, to } = columns;
    const each = numbers.BYTES_PER_ELEMENT;
    const raw = this.view(numbers, this.raw, (rows.to - rows.from) * (to - from));
    if (to - from === length) raw.set(numbers.subarray(rows.from * length, rows.to * length));
    else {
      for (let row = rows.from; row < rows.to; row++) {
        const start = row * length;
        raw.set(numbers.subarray(start + from, start + to), (row - rows.from) * (to - from));
      }
    }
    const group = as === 'a' ? 2 : 4;
    this.held.kernels.pack(this.raw, this[as], rows.to - rows.from, (to - from) * each, group);
  }

  /** Says what the kernel is to multiply next. */
  order(rows: number, columns: number, { length, double }: TileSize, adds: boolean): void {
    for (const field of ['a', 'b', 'c'] as const) this.set(field, this[field]);
    this.set('rows', Math.ceil(rows / 2) * 2);
    this.set('columns', Math.ceil(columns / 4) * 4);
    this.set('width', tileRows);
    this.set('stride', up(length * (double ? 8 : 4)));
    this.set('double', Number(double));
    this.set('adds', Number(adds));
    this.set('span', span);
    this.rewind();
  }

  /** Copies a piece of the product out. */
  bringOut(into: MatrixNumbers, rows: Range, columns: Range, width: number): void {
    const count = columns.to - columns.from;
    for (let row = rows.from; row < rows.to; row++) {
      const at = this.c + (row - rows.from) * tileRows * into.BYTES_PER_ELEMENT;
      into.set(this.view(into, at, count), row * width + columns.from);
    }
  }

  giveBack(): void {
    this.memories.giveBack(this.held);
  }

  private view(like: MatrixNumbers, at: number, length: number): MatrixNumbers {
    const { buffer } = this.held.memory;
    return like.BYTES_PER_ELEMENT === 8
      ? new Float64Array(buffer, at, length)
      : new Float32Array(buffer, at, length);
  }

  private set(field: keyof typeof productJobAt, value: number): void {
    new DataView(this.held.memory.buffer).setInt32(this.job + productJobAt[field], value, true);
  }
}

function up(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
