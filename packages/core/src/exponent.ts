import type { GroupLayout, TensorOps } from './ops.ts';
import { exponentValue, type PowerMeanSpec } from './spec.ts';

/** A condition that may be known beforehand. */
export type Known<T> = T | boolean;

/**
 * The exponents of a power mean, one a channel, in the form that is safe to compute with: `p = sign · size`.
 *
 * What is known of `p` (it is fixed, its range leaves zero out) decides which formula runs; only what stays open
 * costs a select.
 */
export interface Exponent<T> {
  /** +1 or -1; 0 counts as positive. */
  readonly sign: T;
  /** `|p|`, finite and above 0: 0 is the smallest size that the float type can tell from it, ∞ is 1. */
  readonly size: T;
  /** Where `|p| < 0.5`: the mean is computed around the geometric mean. */
  readonly near: Known<T>;
  /** Where `p = ±∞`: the mean is the largest or smallest token. */
  readonly infinite: Known<T>;
}

/** A `p` that lives in a tensor, `[1, 1, groups]`, and its values where the host has them. */
export interface LiveExponent<T> {
  readonly tensor: T;
  readonly values?: readonly number[] | undefined;
}

/** Below this size of `p` the direct formulas lose digits to cancellation. */
const nearZero = 0.5;

/** The exponents of a spec, or the live ones given in their place. */
export function exponentOf<T>(ops: TensorOps<T | number>, spec: PowerMeanSpec, layout: GroupLayout, live?: LiveExponent<T>): Exponent<T | number> {
  type V = T | number;
  const smallest = ops.float.epsilon ** 2;
  const known = live ? live.values : fixedExponents(spec);
  const [low, high] = known ? [Math.min(...known), Math.max(...known)] : (spec.range ?? [null, null]);
  const lowest = low ?? Number.NEGATIVE_INFINITY;
  const highest = high ?? Number.POSITIVE_INFINITY;
  const infinite = known ? known.map((p) => !Number.isFinite(p)) : [false];
  const perGroup = (value: (p: number) => number): V => {
    const values = known!.map(value);
    return values.every((one) => one === values[0]) ? values[0]! : ops.spread(ops.constant(values), layout);
  };
  const condition = (flags: readonly boolean[]): Known<V> =>
    flags.every((flag) => flag === flags[0]) ? flags[0]! : ops.less(0, perGroupFlags(flags));
  const perGroupFlags = (flags: readonly boolean[]): V => ops.spread(ops.constant(flags.map(Number)), layout);

  if (known) {
    return {
      sign: perGroup((p) => (p < 0 ? -1 : 1)),
      size: perGroup((p) => (Number.isFinite(p) ? Math.max(Math.abs(p), smallest) : 1)),
      near: condition(known.map((p) => Math.abs(p) < nearZero)),
      infinite: condition(infinite),
    };
  }
  const p: V = ops.spread(live!.tensor, layout);
  const sign = lowest >= 0 ? 1 : highest <= 0 ? -1 : ops.select(ops.less(p, 0), -1, 1);
  const magnitude = ops.mul(sign, p);
  const near = Math.max(lowest, -highest) >= nearZero ? false : ops.less(magnitude, nearZero);
  return { sign, size: ops.clamp(magnitude, smallest, Number.POSITIVE_INFINITY), near, infinite: false };
}

/** The exponents that a spec fixes, one a group; a `gem` has one group. */
export function fixedExponents(spec: PowerMeanSpec): readonly number[] {
  const groups = spec.type === 'ggem' ? spec.groups : 1;
  return typeof spec.p === 'object' ? spec.p.map(exponentValue) : new Array<number>(groups).fill(exponentValue(spec.p));
}

/** How the groups of a spec lie over the channels. */
export function groupLayout(spec: PowerMeanSpec, channels: number): GroupLayout {
  return spec.type === 'ggem'
    ? { groups: spec.groups, channels, interleaved: spec.layout === 'interleaved' }
    : { groups: 1, channels, interleaved: false };
}

/** Computes only the side that is needed, both where the condition is open. */
export function choose<T>(ops: TensorOps<T>, condition: Known<T>, yes: () => T, no: () => T): T {
  if (typeof condition === 'boolean') return condition ? yes() : no();
  return ops.select(condition, yes(), no());
}
