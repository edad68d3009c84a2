import { countsFromFirstKept, prefixOf } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';

/**
 * The first token of an image that a pooling may look at, after its prefix: the same as `skipPrefix`, for the host.
 *
 * `specs` is the pooling within those that hold it, the outermost first. At least `count` where it looks at none.
 */
export function firstCounted(
  specs: readonly PoolingSpec[],
  count: number,
  isKept: (token: number) => boolean,
): number {
  let [begin, first] = [0, 0];
  for (const spec of specs) {
    if (countsFromFirstKept(spec)) while (first < count && !isKept(first)) first++;
    const prefix = prefixOf(spec);
    begin += prefix;
    first = countsFromFirstKept(spec) ? first + prefix : Math.max(first, begin);
  }
  return first;
}
