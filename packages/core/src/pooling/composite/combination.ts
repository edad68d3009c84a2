import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import type { PoolingSpec } from '../../spec/spec.ts';
import type { Pooling, PoolingFormula, PoolingGradient, PoolingInput } from '../definition.ts';
import { sumGradients } from '../sumGradients.ts';

type Parts<T> = readonly Pooling<Operand<T>>[];

/** How several pooled vectors become one. */
export interface Combination {
  readonly forward: <T>(ops: Ops<T>, parts: Parts<T>) => Operand<T>;
  readonly value: <T>(ops: Ops<T>, parts: Parts<T>) => Operand<T>;
  readonly weights: <T>(ops: Ops<T>, parts: Parts<T>) => Operand<T>;
  readonly gradient: <T>(ops: Ops<T>, parts: Parts<T>, dy: Operand<T>) => PoolingGradient<Operand<T>>;
}

/** One after the other along channels. */
export const sideBySide: Combination = {
  forward: (ops, parts) => ops.concat(parts.map(({ forward }) => forward())),
  value: (ops, parts) => ops.concat(parts.map(({ value }) => value())),
  weights: (ops, parts) => ops.concat(parts.map(({ weights }) => weights())),
  gradient: (ops, parts, dy) => {
    let begin = 0;
    const gradients = parts.map((part) => {
      const end = begin + part.channels;
      const own = part.gradient(parts.length === 1 ? dy : ops.sliceChannels(dy, begin, end));
      begin = end;
      return own;
    });
    return sumGradients(ops, gradients);
  },
};

/** Their sum; the weights are the mean of the parts' weights. */
export const added: Combination = {
  forward: (ops, parts) =>
    sumOf(
      ops,
      parts.map(({ forward }) => forward()),
    ),
  value: (ops, parts) =>
    sumOf(
      ops,
      parts.map(({ value }) => value()),
    ),
  weights: (ops, parts) =>
    ops.mul(
      sumOf(
        ops,
        parts.map(({ weights }) => weights()),
      ),
      1 / parts.length,
    ),
  gradient: (ops, parts, dy) =>
    sumGradients(
      ops,
      parts.map((part) => part.gradient(dy)),
    ),
};

/** Their mean. */
export const averaged: Combination = {
  forward: (ops, parts) => ops.mul(added.forward(ops, parts), 1 / parts.length),
  value: (ops, parts) => ops.mul(added.value(ops, parts), 1 / parts.length),
  weights: added.weights,
  gradient: (ops, parts, dy) => added.gradient(ops, parts, ops.mul(dy, 1 / parts.length)),
};

/** What a pooling of several others says of them. */
interface Combined<S extends PoolingSpec> {
  readonly parts: <T>(ops: Ops<T>, input: PoolingInput<T, S>) => readonly Pooling<Operand<T>>[];
  readonly combination: (spec: S) => Combination;
}

/** A pooling that is several others, combined. */
export function combining<S extends PoolingSpec>({ parts, combination }: Combined<S>): PoolingFormula<S> {
  return {
    forward: (ops, input) => combination(input.spec).forward(ops, parts(ops, input)),
    value: (ops, input) => combination(input.spec).value(ops, parts(ops, input)),
    weights: (ops, input) => combination(input.spec).weights(ops, parts(ops, input)),
    gradient: (ops, input, dy) => combination(input.spec).gradient(ops, parts(ops, input), dy),
  };
}

function sumOf<T>(ops: Ops<T>, all: readonly Operand<T>[]): Operand<T> {
  return all.reduce((sum, one) => ops.add(sum, one));
}
