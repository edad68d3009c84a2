import { lift } from '../ops/lift.ts';
import type { Operand, TensorOps } from '../ops/ops.ts';

/**
 * The operations for images padded to one length, in which the number of tokens and positions from the end are those of
 * each image, not those of the longest.
 *
 * In: `lengths` `[batch, 1, 1]`, and `all`, the padded tokens. Where a tensor has fewer tokens than `all`, because prefix
 * tokens were left out, every image has as many fewer.
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
      // With a begin counted from the end, poolings ask for one token only.
      const chosen = equal(positions(x), add(countEach(x), begin));
      return sum(select(chosen, x, 0)) as T;
    },
  };
}
