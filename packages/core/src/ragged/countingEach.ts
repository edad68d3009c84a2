import { lift } from '../ops/lift.ts';
import type { Operand, TensorOps } from '../ops/ops.ts';

/**
 * The operations over images side by side, counting in each image alone: the number of tokens, and a position from the
 * end, are its own, not those of the longest.
 *
 * In: `lengths` `[batch, 1, 1]`, and `all`, the tokens side by side. What comes of them by leaving prefix tokens out
 * is as much shorter in each image.
 */
export function countingEach<T>(ops: TensorOps<T>, lengths: T, all: T): TensorOps<T> {
  const { add, equal, positions, select, sub, sum } = lift(ops);
  const countEach = (x: T): Operand<T> => {
    const [longest, tokens] = [ops.count(all), ops.count(x)];
    return longest === tokens ? lengths : sub(lengths, sub(longest, tokens));
  };
  return {
    ...ops,
    count: countEach,
    slice: (x, begin, end) => {
      if (begin >= 0) return ops.slice(x, begin, end);
      // Poolings take one token from the end, no more.
      const chosen = equal(positions(x), add(countEach(x), begin));
      return sum(select(chosen, x, 0)) as T;
    },
  };
}
