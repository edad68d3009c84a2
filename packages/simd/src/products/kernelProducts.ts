import { GgemError } from '@ggem/core';
import type { MemoryPool } from '../memoryPool.ts';
import type { ThreadPool } from '../threadPool.ts';
import { type CheckedProduct, checkProduct, isDouble } from './checkProduct.ts';
import { ProductMemory, type TileSize, tileLength, tileRows } from './productMemory.ts';
import type { MatrixNumbers, ProductCall, SimdProducts } from './products.ts';
import { ranges } from './ranges.ts';

/** Products of matrices by the kernels, piece by piece. */
export function createKernelProducts(memories: MemoryPool, threadPool: ThreadPool | undefined): SimdProducts {
  let memory: ProductMemory | undefined;
  let size: TileSize = { length: 0, double: false };
  let busy = false;

  /** A memory for pieces of a product: the one of the last product, where it is large enough. */
  const memoryFor = (wanted: TileSize): ProductMemory => {
    const each = (one: TileSize) => one.length * (one.double ? 8 : 4);
    if (memory !== undefined && size.double === wanted.double && each(size) >= each(wanted)) return memory;
    memory?.giveBack();
    memory = new ProductMemory(memories, wanted);
    size = wanted;
    return memory;
  };
  const begin = <N extends MatrixNumbers>(call: ProductCall<N>): Work<N> => {
    if (busy) {
      throw new GgemError(
        'state',
        'timesTransposed: a product must be done before the next begins, but one still runs. Await it, or create other products.',
      );
    }
    const product = checkProduct(call);
    const { length, a } = product;
    const tile = { length: Math.min(length, tileLength), double: isDouble(a) };
    return { product, memory: memoryFor(tile) };
  };
  return {
    timesTransposed: (call) => {
      const work = begin(call);
      for (const piece of pieces(work)) {
        piece.memory.held.kernels.multiply(piece.memory.job, 0);
      }
      return work.product.into;
    },
    timesTransposedParallel: async (call) => {
      const work = begin(call);
      busy = true;
      try {
        for (const { memory } of pieces(work)) {
          if (threadPool === undefined) memory.held.kernels.multiply(memory.job, 0);
          else await threadPool.run(memory, 'multiply');
        }
      } finally {
        busy = false;
      }
      return work.product.into;
    },
    dispose: () => {
      // What still runs keeps its memory to itself.
      if (!busy) memory?.giveBack();
      memory = undefined;
    },
  };
}

interface Work<N extends MatrixNumbers> {
  readonly product: CheckedProduct<N>;
  readonly memory: ProductMemory;
}

/** Each piece of a product in turn: what it yields is ready to be multiplied, and is copied out when it goes on. */
function* pieces<N extends MatrixNumbers>(work: Work<N>): Generator<Work<N>> {
  const { product, memory } = work;
  const { a, b, length, rows, columns, into } = product;
  for (const some of ranges(rows, tileRows)) {
    for (const others of ranges(columns, tileRows)) {
      for (const part of ranges(length, tileLength)) {
        // A piece of A stays while all of B passes by, unless rows are too long for one piece.
        if (others.from === 0 || length > tileLength) memory.bringIn('a', a, some, part, length);
        memory.bringIn('b', b, others, part, length);
        const tile = { length: part.to - part.from, double: isDouble(a) };
        memory.order(some.to - some.from, others.to - others.from, tile, part.from > 0);
        yield work;
      }
      memory.bringOut(into, some, others, columns);
    }
  }
}
