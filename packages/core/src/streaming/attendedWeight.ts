import { isKept } from '../input/isKept.ts';
import { sizeOf } from '../ops/sizeOf.ts';
import type { FlatOptions } from '../reference/arrayOptions.ts';
import type { ArrayTokens } from '../reference/poolArray.ts';
import type { PoolingState } from './poolingState.ts';

/** The weight of a piece whose tokens have `scores` `[batch, tokens, groups]`: `heaviest · e^best · total` in each group. */
export function attendedWeight(
  [batch, count]: ArrayTokens['shape'],
  scores: ArrayLike<number>,
  prefix: number,
  options: FlatOptions,
): Pick<PoolingState, 'heaviest' | 'total' | 'best'> {
  const groups = scores.length / sizeOf([batch, count]);
  const heaviest = new Float64Array(batch);
  const total = new Float64Array(batch * groups);
  const best = new Float64Array(batch * groups).fill(Number.NEGATIVE_INFINITY);
  for (let b = 0; b < batch; b++) {
    const kept: number[] = [];
    for (let token = b * count + prefix; token < (b + 1) * count; token++) {
      if (isKept(token, options)) kept.push(token);
    }
    const weight = (token: number): number => options.tokenWeights?.[token] ?? 1;
    for (const token of kept) heaviest[b] = Math.max(heaviest[b]!, weight(token));
    for (let g = 0; g < groups; g++) {
      const at = b * groups + g;
      const score = (token: number): number => scores[token * groups + g]!;
      for (const token of kept) best[at] = Math.max(best[at]!, score(token));
      for (const token of kept) {
        total[at]! += (weight(token) / heaviest[b]!) * Math.exp(score(token) - best[at]!);
      }
    }
  }
  return { heaviest, total, best };
}
