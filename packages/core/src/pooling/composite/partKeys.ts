import { listOf, orNull, pairOf, preset, type Rule, type Rules, wholeNumber } from '../../spec/rules.ts';
import type { PoolingSpec, RegionalSpec } from '../../spec/spec.ts';

/** Several specs inside one. */
export function partsKey(nested: Rule<PoolingSpec>): Rule<readonly PoolingSpec[]> {
  return listOf(nested, 'must be a list of at least one pooling.', 1);
}

const gridRule = 'must be [height, width] in tokens, such as [14, 14].';

/** One spec inside another that looks at regions, and how the tokens lie. */
export function regionKeys(nested: Rule<PoolingSpec>): Rules<Pick<RegionalSpec, 'part' | 'grid'>> {
  return {
    part: preset(nested, { type: 'max' }),
    grid: preset(orNull(pairOf(wholeNumber(1, gridRule), gridRule)), null),
  };
}
