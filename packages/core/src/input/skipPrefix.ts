import type { Ops } from '../ops/lift.ts';
import type { Operand } from '../ops/ops.ts';
import { countsFromFirstKept, prefixOf } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import type { AfterPrefix } from './tokenInputs.ts';

/**
 * Leaves out the prefix of a spec. `countFrom: 'firstKept'` counts it from the first kept token, at position `f` of each
 * image: the same number of tokens is left then, and the mask drops those before `f + prefix`.
 */
export function skipPrefix<T>(ops: Ops<T>, inputs: AfterPrefix<T>, spec: PoolingSpec): AfterPrefix<T> {
  const prefix = prefixOf(spec);
  const patches = <V extends T | undefined>(x: V): T | V =>
    prefix === 0 || x === undefined ? x : (ops.slice(x, prefix) as T);
  const after = {
    tokens: patches(inputs.tokens) as T,
    mask: patches(inputs.mask),
    tokenWeights: patches(inputs.tokenWeights),
  };
  const first = countsFromFirstKept(spec) ? firstKept(ops, inputs) : undefined;
  if (first === undefined) return after;
  const isBefore = ops.less(ops.positions(after.tokens), first);
  return { ...after, first, mask: ops.select(isBefore, 0, after.mask ?? 1) as T };
}

/** Position of the first kept token of each image, `[batch, 1, 1]`; the number of tokens where none is kept. */
function firstKept<T>(ops: Ops<T>, { tokens, mask, tokenWeights }: AfterPrefix<T>): T | undefined {
  if (mask === undefined && tokenWeights === undefined) return undefined;
  const counted: Operand<T> = tokenWeights ?? 1;
  const isKept = ops.less(0, mask === undefined ? counted : ops.select(ops.less(0, mask), counted, 0));
  const count = ops.count(tokens);
  const fromEnd = ops.sub(count, ops.positions(tokens));
  return ops.sub(count, ops.max(ops.select(isKept, fromEnd, 0))) as T;
}
