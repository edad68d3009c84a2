import { float32, float64, groupOf, type Operand, type TensorOps } from '@ggem/core';
import { groupAxes } from './groupAxes.ts';
import type { Recorder } from './recorder.ts';
import { broadcast, type Dim, longer, type Value } from './value.ts';

/** The float types in which a graph computes. */
export type ComputeType = 'float32' | 'float64';

/** Positions of more tokens are counted when the graph runs, and not stored in it. */
const mostCounted = 4096;

/** The end of a slice without an end. */
const lastIndex = 2 ** 31 - 1;

/**
 * Core's operations as nodes of an ONNX graph: each call records one, or a few, and runs nothing. Nodes are recorded in
 * the form of the newest operator set; `opsets/` writes them in that of an older one.
 */
export function onnxOps(recorder: Recorder, compute: ComputeType): TensorOps<Value> {
  const { constant, node } = recorder;
  const operand = (x: Operand<Value>): Value => (typeof x === 'number' ? constant(compute, [x]) : x);
  const ints = (...data: readonly number[]): Value => constant('int64', data, [data.length]);
  const like = (dims: readonly Dim[]) => ({ kind: compute, dims }) as const;

  const binary =
    (op: string, kind: 'bool' | ComputeType = compute) =>
    (a: Operand<Value>, b: Operand<Value>): Value => {
      const [left, right] = [operand(a), operand(b)];
      return node(op, [left, right], { kind, dims: broadcast(left.dims, right.dims) });
    };
  const unary =
    (op: string) =>
    (x: Value): Value =>
      node(op, [x], like(x.dims));

  /** Over the given axis, which stays with length 1. */
  const reduceSum = (x: Value, axis: number): Value =>
    node('ReduceSum', [x, ints(axis)], like(without(x.dims, axis)), { keepdims: 1 });
  const reduceMax = (x: Value, axis: number): Value =>
    node('ReduceMax', [x, ints(axis)], like(without(x.dims, axis)), { keepdims: 1 });

  const reshape = (x: Value, shape: readonly number[], dims: readonly Dim[]): Value =>
    node('Reshape', [x, ints(...shape)], { kind: x.kind, dims });
  const slice = (x: Value, axis: number, begin: number, end: number | undefined, length: Dim): Value =>
    node('Slice', [x, ints(begin), ints(end ?? lastIndex), ints(axis)], {
      kind: x.kind,
      dims: x.dims.with(axis, length),
    });

  const expandTo = (x: Value, shape: Value, dims: readonly Dim[]): Value =>
    x.dims.length === dims.length && x.dims.every((dim, axis) => dim === dims[axis])
      ? x
      : node('Expand', [x, shape], { kind: x.kind, dims });

  /** A one for each token, `[1, n, 1]`, even for no images. Sums of ones run on the device that has the tokens. */
  const onesLike = (x: Value): Value => {
    const shape = node('Shape', [x], { kind: 'int64', dims: [3] });
    const count = node('Gather', [shape, ints(1)], { kind: 'int64', dims: [1] }, { axis: 0 });
    const column = node('Concat', [ints(1), count, ints(1)], { kind: 'int64', dims: [3] }, { axis: 0 });
    return expandTo(constant(compute, [1], [1, 1, 1]), column, [1, x.dims[1]!, 1]);
  };

  return {
    float: compute === 'float32' ? float32 : float64,
    add: binary('Add'),
    sub: binary('Sub'),
    mul: binary('Mul'),
    div: binary('Div'),
    exp: unary('Exp'),
    log: unary('Log'),
    // Both bounds are given: for a missing one onnxruntime uses the largest finite number, which would change infinities.
    clamp: (x, low, high) =>
      node('Clip', [x, constant(compute, [low]), constant(compute, [high])], like(x.dims)),
    less: binary('Less', 'bool'),
    equal: binary('Equal', 'bool'),
    select: (condition, yes, no) => {
      const [a, b] = [operand(yes), operand(no)];
      return node('Where', [condition, a, b], {
        kind: a.kind,
        dims: broadcast(condition.dims, a.dims, b.dims),
      });
    },
    // onnxruntime moves transpositions to other values, also to conditions, which WebGPU cannot transpose.
    sum: (x) => reduceSum(oneToken(x) ?? x, oneToken(x) ? 2 : 1),
    max: (x) => reduceMax(oneToken(x) ?? x, oneToken(x) ? 2 : 1),
    count: (x) => {
      const [, tokens] = x.dims;
      return typeof tokens === 'number' ? tokens : reduceSum(onesLike(x), 1);
    },
    positions: (x) => {
      const [, tokens] = x.dims;
      if (typeof tokens === 'number' && tokens <= mostCounted) {
        return constant(compute, [...Array(tokens).keys()], [1, tokens, 1]);
      }
      const ones = onesLike(x);
      return node('CumSum', [ones, constant('int64', [1])], like(ones.dims), { exclusive: 1 });
    },
    expand: (x, shaped) => {
      const value = typeof x === 'number' ? constant(compute, [x], [1, 1, 1]) : x;
      const shape = node('Shape', [shaped], { kind: 'int64', dims: [3] });
      return expandTo(value, shape, shaped.dims);
    },
    slice: (x, begin, end) => slice(x, 1, begin, end, lengthOf(x.dims[1]!, begin, end)),
    pad: (x, before) =>
      before === 0
        ? x
        : node('Pad', [x, ints(0, before, 0, 0, 0, 0)], like(x.dims.with(1, longer(x.dims[1]!, before)))),
    transpose: (x) => {
      const [batch, tokens, channels] = x.dims as [Dim, Dim, Dim];
      return node('Transpose', [x], like([batch, channels, tokens]), { perm: [0, 2, 1] });
    },
    constant: (values, axis = 'channels') =>
      constant(compute, values, axis === 'channels' ? [1, 1, values.length] : [1, values.length, 1]),
    spread: (values, layout) => {
      if (layout.groups === 1 || layout.groups === layout.channels) return values;
      const [batch, tokens] = values.dims as [Dim, Dim];
      const dims = [batch, tokens, layout.channels];
      if (tokens === 1) {
        const groups = Array.from({ length: layout.channels }, (_, c) => groupOf(c, layout));
        return node('Gather', [values, ints(...groups)], { kind: values.kind, dims }, { axis: 2 });
      }
      // onnxruntime gathers number by number, which takes about as long as all the rest of a pooling.
      const { split, shared } = groupAxes(layout);
      const apart = reshape(values, [0, 0, ...shared], [batch, tokens, ...shared]);
      const wide = expandTo(apart, ints(1, 1, ...split), [batch, tokens, ...split]);
      return reshape(wide, [0, 0, layout.channels], dims);
    },
    collect: (x, layout) => {
      const { groups, channels } = layout;
      const wide = expandTo(x, ints(1, 1, channels), x.dims.with(2, channels));
      if (groups === channels) return wide;
      const { split, within } = groupAxes(layout);
      const [batch, tokens] = x.dims as [Dim, Dim];
      const apart = reshape(wide, [0, 0, ...split], [batch, tokens, ...split]);
      const summed = reduceSum(apart, within);
      return reshape(summed, [0, 0, groups], [batch, tokens, groups]);
    },
    sumBatch: (x) => (x.dims[0] === 1 ? x : reduceSum(x, 0)),
    concat: (parts) => {
      const channels = parts.map((part) => part.dims[2]!);
      const known = channels.every((dim) => typeof dim === 'number');
      const total = known ? channels.reduce((sum, dim) => sum + (dim as number), 0) : channels.join('+');
      return node('Concat', parts, like(broadcast(...parts.map((x) => x.dims)).with(2, total)), { axis: 2 });
    },
    sliceChannels: (x, begin, end) => slice(x, 2, begin, end, end - begin),
    linear: (x, matrix) => {
      const [batch] = broadcast(x.dims.with(1, 1), matrix.dims.with(1, 1).with(2, 1));
      return node('MatMul', [x, matrix], like([batch!, x.dims[1]!, matrix.dims[2]!]));
    },
  };
}

/** The value of which this is the transposition, if it has one token: its sum over channels is the same. */
function oneToken({ source }: Value): Value | undefined {
  if (source.type !== 'node' || source.op !== 'Transpose') return undefined;
  const [x] = source.inputs;
  return x?.dims[1] === 1 ? x : undefined;
}

function without(dims: readonly Dim[], axis: number): readonly Dim[] {
  return dims.with(axis, 1);
}

/** How many tokens lie from `begin` to `end`; a name where that is not known. */
function lengthOf(dim: Dim, begin: number, end: number | undefined): Dim {
  if (typeof dim === 'number') {
    const at = (bound: number) => Math.min(bound < 0 ? dim + bound : bound, dim);
    return at(end ?? dim) - at(begin);
  }
  if (end === undefined) return begin < 0 ? -begin : longer(dim, -begin);
  if (begin < 0 === end < 0) return end - begin;
  return end < 0 ? longer(dim, end - begin) : `${dim}[${begin}:${end}]`;
}
