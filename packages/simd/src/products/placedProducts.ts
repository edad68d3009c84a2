import { placedJobAt } from '../generated/layout.ts';
import type { Kernels } from '../kernels.ts';
import { type Range, ranges } from './ranges.ts';

/** `C += A B`, float32, row-major. */
export interface AddedProduct {
  /** `[rows, length]`; `[length, rows]` where it lies turned. */
  readonly a: Float32Array;
  readonly turned: boolean;
  /** `[length, columns]`. */
  readonly b: Float32Array;
  /** `[rows, columns]`, to which the product is added. */
  readonly c: Float32Array;
  readonly rows: number;
  readonly length: number;
  readonly columns: number;
}

/** `A Bᵀ` where A has rows of so many numbers. */
export interface DotProducts {
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly length: number;
}

/** A memory, its kernels, and where in it there is room for the pieces of a product. */
export interface ProductRoom {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
  /** A multiple of 16. */
  readonly start: number;
}

/** Rows of A, rows of B, and columns that are multiplied at a time. */
const tileRows = 256;
const tileLength = 256;
const tileColumns = 1024;

/** Products of longer rows lose more by rounding. */
const longestSum = 2048;

const alignment = 16;

/** Where the pieces lie in the room for them. */
const aStart: number = up(placedJobAt.size);
const bStart: number = aStart + up(tileRows * tileLength * 4 + alignment);
const cStart: number = bStart + tileLength * tileColumns * 4;

/** How much room the pieces need. */
export const productRoom: number = cStart + tileRows * tileColumns * 4;

/** Products of matrices, piece by piece. Matrices that lie in the memory of the kernels are read and written there. */
export class PlacedProducts {
  private readonly room: ProductRoom;

  constructor(room: ProductRoom) {
    this.room = room;
  }

  /** Adds a product, four terms at a time: an element is off by at most about `(length / 4 + 3) 2⁻²⁴ Σ abs(a b)`. */
  add(product: AddedProduct): void {
    for (const columns of ranges(product.columns, tileColumns)) {
      for (const rows of ranges(product.rows, tileRows)) this.addPiece(product, rows, columns);
    }
  }

  /** A product, if A lies in the memory of the kernels and B is small, which saves to pack A; else `undefined`. */
  dots({ a, b, length }: DotProducts): Float32Array | undefined {
    const columns = b.length / length;
    const width = Math.ceil(columns / 4) * 4;
    const fits = width * length <= tileLength * tileColumns && width <= tileColumns && length <= longestSum;
    if (!fits || length % 4 !== 0 || !this.isHere(a)) return undefined;
    this.view(bStart, b.length).set(b);
    const rows = a.length / length;
    const into = new Float32Array(rows * columns);
    for (const { from, to } of ranges(rows, tileRows)) {
      this.run('dots', {
        a: a.byteOffset + from * length * 4,
        b: this.room.start + bStart,
        c: this.room.start + cStart,
        rows: Math.ceil((to - from) / 2) * 2,
        length,
        columns: width,
        rowStep: length * 4,
        step: 4,
      });
      const some = { from, to };
      copyOut(this.view(cStart, tileRows * width), width, { c: into, columns }, some, {
        from: 0,
        to: columns,
      });
    }
    return into;
  }

  private addPiece(product: AddedProduct, rows: Range, columns: Range): void {
    const { b, c, turned } = product;
    const [height, count] = [rows.to - rows.from, columns.to - columns.from];
    const width = Math.ceil(count / 4) * 4;
    const isWhole = width === product.columns;
    const intoC = isWhole && this.isHere(c);
    const fromB = isWhole && this.isHere(b);
    const ofC = this.view(cStart, tileRows * width);
    if (!intoC) copyIn(c, product.columns, rows, columns, { to: ofC, width });
    for (const part of ranges(product.length, tileLength)) {
      this.bringIn(product, rows, part);
      if (!fromB) {
        const to = this.view(bStart, tileLength * width);
        copyIn(b, product.columns, part, columns, { to, width });
      }
      const length = part.to - part.from;
      this.run('addProduct', {
        a: this.room.start + aStart,
        b: fromB ? b.byteOffset + part.from * width * 4 : this.room.start + bStart,
        c: intoC ? c.byteOffset + rows.from * width * 4 : this.room.start + cStart,
        rows: height,
        length,
        columns: width,
        rowStep: turned ? 4 : length * 4,
        step: turned ? height * 4 : 4,
      });
    }
    if (!intoC) copyOut(ofC, width, product, rows, columns);
  }

  /** A piece of A, which lies as A does. */
  private bringIn({ a, turned, rows: all, length }: AddedProduct, rows: Range, part: Range): void {
    const to = this.view(aStart, tileRows * tileLength);
    if (turned) copyIn(a, all, part, rows, { to, width: rows.to - rows.from });
    else copyIn(a, length, rows, part, { to, width: part.to - part.from });
  }

  private run(
    kernel: 'addProduct' | 'dots',
    fields: Readonly<Record<Exclude<keyof typeof placedJobAt, 'size'>, number>>,
  ): void {
    const { memory, kernels, start } = this.room;
    const view = new DataView(memory.buffer);
    for (const [field, value] of Object.entries(fields)) {
      view.setInt32(start + placedJobAt[field as keyof typeof fields], value, true);
    }
    kernels[kernel](start);
  }

  private isHere({ buffer, byteOffset }: Float32Array): boolean {
    return buffer === this.room.memory.buffer && byteOffset % alignment === 0;
  }

  private view(at: number, length: number): Float32Array {
    return new Float32Array(this.room.memory.buffer, this.room.start + at, length);
  }
}

/** Copies some columns of some rows to rows of `width` numbers. */
function copyIn(
  from: Float32Array,
  length: number,
  rows: Range,
  columns: Range,
  { to, width }: { readonly to: Float32Array; readonly width: number },
): void {
  if (width === length) {
    to.set(from.subarray(rows.from * length, rows.to * length));
    return;
  }
  for (let row = rows.from; row < rows.to; row++) {
    const start = row * length;
    to.set(from.subarray(start + columns.from, start + columns.to), (row - rows.from) * width);
  }
}

function copyOut(
  from: Float32Array,
  width: number,
  { c, columns: length }: Pick<AddedProduct, 'c' | 'columns'>,
  rows: Range,
  columns: Range,
): void {
  const count = columns.to - columns.from;
  if (width === length) {
    c.set(from.subarray(0, (rows.to - rows.from) * width), rows.from * length);
    return;
  }
  for (let row = rows.from; row < rows.to; row++) {
    const start = (row - rows.from) * width;
    c.set(from.subarray(start, start + count), row * length + columns.from);
  }
}

function up(size: number): number {
  return Math.ceil(size / alignment) * alignment;
}
