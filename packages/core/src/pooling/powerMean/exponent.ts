import type { Ops } from '../../ops/lift.ts';
import type { LiveParameter } from '../../ops/liveParameter.ts';
import type { GroupLayout, Operand } from '../../ops/ops.ts';
import { exponentValue, type PoolingSpec, type PowerMeanSpec, type PRange } from '../../spec/spec.ts';

/** A condition: a boolean where it is known before the run, else a tensor. */
export type Known<T> = T | boolean;

/**
 * The exponents of a power mean, one for each channel, as `p = sign · size`.
 *
 * What is known of `p` before the run (its value, or a range without 0) decides which formula runs; a select is needed
 * only where that stays open.
 */
export interface Exponent<T> {
  /** +1 or -1; 0 counts as positive. */
  readonly sign: T;
  /** `|p|`; 1 in place of ∞. */
  readonly size: T;
  /** Where `|p| < 1/2`, see `powersFrom`: the mean is computed around the geometric mean. */
  readonly near: Known<T>;
  /** Where `p = ±∞`: the mean is the largest or smallest token. */
  readonly infinite: Known<T>;
  /** What is known before the run: no exponent is below the first or above the second. */
  readonly bounds: readonly [least: number, most: number];
}

/** Below this size of `p` the formula for powers loses digits to cancellation. */
export const powersFrom = 0.5;

/** The smallest value that enters a power, where a spec does not say otherwise. */
export const defaultEps = 1e-6;

/** What a spec says of its exponents: one for each group, and the range that training keeps them in. */
export interface FixedExponent {
  readonly values: readonly number[];
  readonly range: PRange | null;
}

/** The exponents of a spec, or the live ones given in their place. */
export function exponentOf<T>(
  ops: Ops<T>,
  fixed: FixedExponent,
  layout: GroupLayout,
  live?: LiveParameter<T>,
): Exponent<Operand<T>> {
  type V = Operand<T>;
  const values = live ? live.values : fixed.values;
  const facts = values ? factsOf(ops, values, layout) : openFacts(ops, fixed.range, live!, layout);
  const p: V = live ? ops.spread(live.tensor, layout) : perGroup(ops, values!, layout);
  const size = choose<V, V>(
    facts.infinite,
    () => 1,
    () => ops.mul(facts.sign, p),
    ops.select,
  );
  return { ...facts, size };
}

type Facts<T> = Omit<Exponent<T>, 'size'>;

/** What follows from known values of `p`. */
function factsOf<T>(ops: Ops<T>, values: readonly number[], layout: GroupLayout): Facts<Operand<T>> {
  const known = (flags: readonly boolean[]): Known<Operand<T>> =>
    flags.every((flag) => flag === flags[0])
      ? flags[0]!
      : ops.less(0, perGroup(ops, flags.map(Number), layout));
  return {
    sign: perGroup(
      ops,
      values.map((p) => (p < 0 ? -1 : 1)),
      layout,
    ),
    near: known(values.map((p) => Math.abs(p) < powersFrom)),
    infinite: known(values.map((p) => Math.abs(p) === Number.POSITIVE_INFINITY)),
    bounds: [Math.min(...values), Math.max(...values)],
  };
}

/** What follows from the range of `p` where its values are not on the host. Such a `p` is finite. */
function openFacts<T>(
  ops: Ops<T>,
  range: PRange | null,
  { tensor, areFar = false }: LiveParameter<T>,
  layout: GroupLayout,
): Facts<Operand<T>> {
  const p = ops.spread(tensor, layout);
  const lowest = range?.[0] ?? Number.NEGATIVE_INFINITY;
  const highest = range?.[1] ?? Number.POSITIVE_INFINITY;
  const sign = lowest >= 0 ? 1 : highest <= 0 ? -1 : ops.select(ops.less(p, 0), -1, 1);
  const isFar = areFar || Math.max(lowest, -highest) >= powersFrom;
  const near = isFar ? false : ops.less(ops.mul(sign, p), powersFrom);
  return { sign, near, infinite: false, bounds: [lowest, highest] };
}

/** One number where all groups have the same value, else a tensor over channels. */
function perGroup<T>(ops: Ops<T>, values: readonly number[], layout: GroupLayout): Operand<T> {
  return values.every((p) => p === values[0]) ? values[0]! : ops.spread(ops.constant(values), layout);
}

/** The exponents in a spec, one for each group; a `gem` has one group. */
export function fixedExponents(spec: PowerMeanSpec): readonly number[] {
  const { groups } = exponentGroups(spec);
  return typeof spec.p === 'object'
    ? spec.p.map(exponentValue)
    : new Array<number>(groups).fill(exponentValue(spec.p));
}

/** The groups of exponents that a spec has: one where it says nothing of groups. */
export function exponentGroups(spec: PoolingSpec): Omit<GroupLayout, 'channels'> {
  return 'groups' in spec
    ? { groups: spec.groups, interleaved: spec.layout === 'interleaved' }
    : { groups: 1, interleaved: false };
}

/** How those groups lie over the channels. */
export function exponentLayout(spec: PoolingSpec, channels: number): GroupLayout {
  return { ...exponentGroups(spec), channels };
}

/** Computes only the side that is needed where the condition is known; else both, and selects. */
export function choose<T, R>(
  condition: Known<T>,
  yes: () => R,
  no: () => R,
  select: (condition: T, yes: R, no: R) => R,
): R {
  if (typeof condition === 'boolean') return condition ? yes() : no();
  return select(condition, yes(), no());
}
