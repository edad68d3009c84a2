import { type Recorder, recorder } from '../graph/recorder.ts';
import type { Attributes, Kind, Value } from '../graph/value.ts';

/** A value with lengths that are all numbers. */
export interface Fixed extends Value {
  readonly dims: readonly number[];
}

/** Operations on the values of a graph that is being recorded. Two operands broadcast. */
export interface GraphMath {
  /** Records further operators behind the same values. */
  readonly recorder: Recorder;
  /** A value that the graph has already. */
  readonly given: (name: string, kind: Kind, dims: readonly number[]) => Fixed;
  /** A number of the type of a value. */
  readonly number: (like: Fixed, value: number) => Fixed;
  readonly numbers: (like: Fixed, data: readonly number[], dims: readonly number[]) => Fixed;
  /** A list of whole numbers: axes or a shape. */
  readonly list: (values: readonly number[]) => Fixed;
  /** Any operator with one result of the type of its first input. */
  readonly node: (
    op: string,
    inputs: readonly (Fixed | undefined)[],
    dims: readonly number[],
    attributes?: Attributes,
    kind?: Kind,
  ) => Fixed;
  /** An operator that keeps the shape. */
  readonly map: (op: string, x: Fixed, attributes?: Attributes) => Fixed;
  readonly add: (a: Fixed, b: Fixed) => Fixed;
  readonly sub: (a: Fixed, b: Fixed) => Fixed;
  readonly mul: (a: Fixed, b: Fixed) => Fixed;
  readonly div: (a: Fixed, b: Fixed) => Fixed;
  /** A value times a number. */
  readonly scale: (x: Fixed, by: number) => Fixed;
  /** A comparison, `Less`, `Equal` and so on. */
  readonly compare: (op: string, a: Fixed, b: Fixed) => Fixed;
  /** `yes` where the condition holds, else `no`. */
  readonly where: (condition: Fixed, yes: Fixed, no: Fixed) => Fixed;
  readonly matMul: (a: Fixed, b: Fixed) => Fixed;
  /** `factor · a b` of matrices, either transposed first. */
  readonly gemm: (a: Fixed, b: Fixed, how?: GemmOptions) => Fixed;
  readonly transpose: (x: Fixed, perm: readonly number[]) => Fixed;
  /** The last two axes exchanged. */
  readonly swap: (x: Fixed) => Fixed;
  readonly reshape: (x: Fixed, dims: readonly number[]) => Fixed;
  readonly expand: (x: Fixed, dims: readonly number[]) => Fixed;
  /** A reduction that keeps the axes with length 1. */
  readonly reduce: (op: 'ReduceSum' | 'ReduceMax', x: Fixed, axes: readonly number[]) => Fixed;
  readonly sum: (x: Fixed, axes: readonly number[]) => Fixed;
  readonly mean: (x: Fixed, axes: readonly number[]) => Fixed;
  /** From `start` up to `end` along an axis. */
  readonly slice: (x: Fixed, axis: number, start: number, end: number) => Fixed;
  /** Zeros before and behind, for each axis. */
  readonly pad: (x: Fixed, before: readonly number[], behind: readonly number[]) => Fixed;
  /** The sum over all that broadcasting has repeated: from the shape of the result back to that of an operand. */
  readonly sumTo: (x: Fixed, dims: readonly number[]) => Fixed;
}

export interface GemmOptions {
  readonly transA?: boolean | undefined;
  readonly transB?: boolean | undefined;
  readonly factor?: number | undefined;
}

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((dim, i) => dim === b[i]);

/** The shape that two operands broadcast to. */
function both(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [one, other] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    return one === 1 ? other : one;
  });
}

/** Operations that record a new graph. */
export function graphMath(): GraphMath {
  const record = recorder();
  const numbers: GraphMath['numbers'] = (like, data, dims) => record.constant(like.kind, data, dims) as Fixed;
  const list: GraphMath['list'] = (values) => record.constant('int64', values, [values.length]) as Fixed;
  const node: GraphMath['node'] = (op, inputs, dims, attributes, kind) =>
    record.node(op, inputs, { kind: kind ?? inputs[0]!.kind, dims }, attributes) as Fixed;
  const number: GraphMath['number'] = (like, value) => numbers(like, [value], []);
  const two =
    (op: string) =>
    (a: Fixed, b: Fixed): Fixed =>
      node(op, [a, b], both(a.dims, b.dims));
  const mul = two('Mul');
  const reduce: GraphMath['reduce'] = (op, x, axes) => {
    if (axes.length === 0) return x;
    const dims = x.dims.map((dim, i) => (axes.includes(i) ? 1 : dim));
    return node(op, [x, list(axes)], dims, { keepdims: 1 });
  };
  const sum: GraphMath['sum'] = (x, axes) => reduce('ReduceSum', x, axes);
  const scale: GraphMath['scale'] = (x, by) => (by === 1 ? x : mul(x, number(x, by)));
  const transpose: GraphMath['transpose'] = (x, perm) =>
    perm.every((axis, i) => axis === i)
      ? x
      : node(
          'Transpose',
          [x],
          perm.map((axis) => x.dims[axis]!),
          { perm },
        );
  const reshape: GraphMath['reshape'] = (x, dims) =>
    same(x.dims, dims) ? x : node('Reshape', [x, list(dims)], dims);
  return {
    recorder: record,
    given: (name, kind, dims) => record.input(name, kind, dims) as Fixed,
    number,
    numbers,
    list,
    node,
    map: (op, x, attributes) => node(op, [x], x.dims, attributes),
    add: two('Add'),
    sub: two('Sub'),
    mul,
    div: two('Div'),
    scale,
    compare: (op, a, b) => node(op, [a, b], both(a.dims, b.dims), {}, 'bool'),
    where: (condition, yes, no) =>
      node('Where', [condition, yes, no], both(condition.dims, both(yes.dims, no.dims)), {}, yes.kind),
    matMul: (a, b) =>
      node(
        'MatMul',
        [a, b],
        [...both(a.dims.slice(0, -2), b.dims.slice(0, -2)), a.dims.at(-2)!, b.dims.at(-1)!],
      ),
    gemm: (a, b, { transA = false, transB = false, factor = 1 } = {}) =>
      node('Gemm', [a, b], [a.dims[transA ? 1 : 0]!, b.dims[transB ? 0 : 1]!], {
        ...(transA && { transA: 1 }),
        ...(transB && { transB: 1 }),
        ...(factor !== 1 && { alpha: { float: factor } }),
      }),
    transpose,
    swap: (x) => {
      const { length } = x.dims;
      const front = Array.from({ length: length - 2 }, (_, i) => i);
      return transpose(x, [...front, length - 1, length - 2]);
    },
    reshape,
    expand: (x, dims) => (same(x.dims, dims) ? x : node('Expand', [x, list(dims)], dims)),
    reduce,
    sum,
    mean: (x, axes) => scale(sum(x, axes), 1 / axes.reduce((size, axis) => size * x.dims[axis]!, 1)),
    slice: (x, axis, start, end) => {
      if (start === 0 && end === x.dims[axis]) return x;
      const dims = x.dims.map((dim, i) => (i === axis ? end - start : dim));
      return node('Slice', [x, list([start]), list([end]), list([axis])], dims);
    },
    pad: (x, before, behind) =>
      [...before, ...behind].every((count) => count === 0)
        ? x
        : node(
            'Pad',
            [x, list([...before, ...behind])],
            x.dims.map((dim, i) => dim + before[i]! + behind[i]!),
          ),
    sumTo: (x, dims) => {
      const extra = x.dims.length - dims.length;
      const axes = x.dims.flatMap((dim, i) => (i < extra || (dims[i - extra] === 1 && dim !== 1) ? [i] : []));
      return reshape(sum(x, axes), dims);
    },
  };
}
