import { type PoolingSpec, type PRange, powersFrom } from '@ggem/core';
import type { CallInputs } from './callInputs.ts';

/** Exponents that take the same formulas: those from `from` up to the case before, and two that stand for them, its ends. */
export interface ExponentCase {
  readonly from: number;
  readonly like: readonly number[];
}

/** From `powersFrom` on powers are exact; nearer to 0 the formulas are others, and below 0 tokens are relative to the smallest. */
const cases: readonly ExponentCase[] = [
  { from: powersFrom, like: [powersFrom, 1e30] },
  { from: 0, like: [0, 0.98 * powersFrom] },
  { from: -powersFrom, like: [-0.98 * powersFrom, -1e-30] },
  { from: Number.NEGATIVE_INFINITY, like: [-1e30, -powersFrom] },
];

/**
 * The cases of a live `p` whose values the host does not know: in each, only one formula is left. None where that decides
 * nothing, and where a thread may need the exponents of other channels than its own: in steps behind a pooling, where tokens
 * attend, and for parts.
 */
export function exponentCases(
  spec: PoolingSpec,
  { live, parameterValues }: CallInputs,
): readonly ExponentCase[] {
  const isOpen = live.includes('p') && parameterValues.p === undefined;
  if (!isOpen || (spec.type !== 'gem' && spec.type !== 'ggem')) return [];
  if (spec.attend != null || (spec.after ?? []).length > 0) return [];
  const possible = casesIn(spec.range);
  return possible.length > 1 ? possible : [];
}

function casesIn(range: PRange | null): readonly ExponentCase[] {
  const [lowest, highest] = range ?? [];
  return cases.filter(
    ({ from }, i) =>
      (highest ?? Number.POSITIVE_INFINITY) > from &&
      (lowest ?? Number.NEGATIVE_INFINITY) < (cases[i - 1]?.from ?? Number.POSITIVE_INFINITY),
  );
}
