import { type GroupLayout, groupOf, type TensorOps } from '@ggem/core';
import type { ComputeType } from './onnxOps.ts';
import type { Recorder } from './recorder.ts';
import { broadcast, known, type Value } from './value.ts';

/** The operations on numbers. Those of core's reference would bring all others with them. */
const formulas = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  exp: Math.exp,
  log: Math.log,
  clamp: (x, low, high) => Math.min(Math.max(x, low), high),
  less: (a, b) => Number(a < b),
  equal: (a, b) => Number(a === b),
  select: (condition, a, b) => (condition !== 0 ? a : b),
} satisfies Partial<Record<keyof TensorOps<Value>, (...numbers: number[]) => number>>;

/**
 * The same operations, computed at once in float64 where all arguments are known. So exponents that are spread over
 * channels, and values that follow from them, become one constant.
 */
export function foldConstants(
  ops: TensorOps<Value>,
  recorder: Recorder,
  compute: ComputeType,
): TensorOps<Value> {
  const fold = <K extends keyof typeof formulas>(name: K, kind: 'bool' | ComputeType = compute) => {
    const record = ops[name] as (...args: Operand[]) => Value;
    const formula: (...numbers: number[]) => number = formulas[name];
    const folded = (...args: Operand[]): Value => {
      if (!args.some(isValue) || !args.every((one) => !isValue(one) || isKnown(one))) return record(...args);
      const dims = broadcast(...args.filter(isValue).map((one) => one.dims)) as Dims;
      const readers = args.map(readerOf);
      return recorder.constant(
        kind,
        build(dims, (at) => formula(...readers.map((read) => read(at)))),
        dims,
      );
    };
    return folded as TensorOps<Value>[K];
  };
  return {
    ...ops,
    add: fold('add'),
    sub: fold('sub'),
    mul: fold('mul'),
    div: fold('div'),
    exp: fold('exp'),
    log: fold('log'),
    clamp: fold('clamp'),
    less: fold('less', 'bool'),
    equal: fold('equal', 'bool'),
    select: fold('select'),
    spread: (values: Value, layout: GroupLayout): Value => {
      if (layout.groups === 1 || !isKnown(values)) return ops.spread(values, layout);
      const dims = [values.dims[0], values.dims[1], layout.channels] as Dims;
      const read = readerOf(values);
      return recorder.constant(
        compute,
        build(dims, ([b, n, c]) => read([b, n, groupOf(c, layout)])),
        dims,
      );
    },
  };
}

type Operand = Value | number;
type Dims = readonly [batch: number, tokens: number, channels: number];

function isValue(arg: Operand): arg is Value {
  return typeof arg === 'object';
}

/** Whether a value is numbers that are known, of rank 3. */
function isKnown(value: Value): boolean {
  return value.dims.length === 3 && known(value) !== undefined;
}

/** Reads an operand as if it were repeated along its axes of length 1. */
function readerOf(x: Operand): (at: Dims) => number {
  if (!isValue(x)) return () => x;
  const [batch, tokens, channels] = x.dims as Dims;
  const data = known(x)!;
  return ([b, n, c]) =>
    data[((batch === 1 ? 0 : b) * tokens + (tokens === 1 ? 0 : n)) * channels + (channels === 1 ? 0 : c)]!;
}

/** The numbers of a tensor, from what stands at each place. */
function build([batch, tokens, channels]: Dims, value: (at: Dims) => number): readonly number[] {
  return Array.from({ length: batch * tokens * channels }, (_, i) => {
    const row = Math.floor(i / channels);
    return value([Math.floor(row / tokens), row % tokens, i % channels]);
  });
}
