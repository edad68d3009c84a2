import type { ArrayNode, Expression } from '../graph/expression.ts';
import type { Target } from './target.ts';

/** The values that earlier kernels, or the caller, have put into memory. */
export type Loaded = ReadonlyMap<Expression, ArrayNode>;

/** A value that gets a kernel, and the values that are in memory before it. */
export interface ScheduledKernel extends Target {
  readonly loaded: Loaded;
  /** All values that it gives, `x` the first, where these are several. */
  readonly fused?: readonly FusedValue[];
}

/** One of the values of a kernel, and what was in memory when it had a kernel of its own. */
export interface FusedValue {
  readonly name: string;
  readonly x: Expression;
  readonly loaded: Loaded;
}

/** All values that a kernel gives, each with what was in memory when it had a kernel of its own. */
export function valuesOf(kernel: ScheduledKernel): readonly FusedValue[] {
  return kernel.fused ?? [kernel];
}

/** The same values as expressions. */
export function rootsOf(kernel: ScheduledKernel): readonly Expression[] {
  return valuesOf(kernel).map(({ x }) => x);
}
