import { float32, type RaggedOps } from '@ggem/core';
import { type Axis, type Expression, lengthOf, type Node, type Operand, type Shape } from './expression.ts';
import type { TokenIndex } from './tokenIndex.ts';

/** The operations of core, recording instead of computing. */
export interface Recorder extends RaggedOps<Expression, TokenIndex> {
  /** An argument of the kernels to come. */
  readonly array: (name: string, shape: Shape, axes: readonly Axis[]) => Expression;
}

/** A recorder whose equal expressions are the same object. */
export function createRecorder(): Recorder {
  const known = new Map<string, Expression>();
  const record = (node: Node, shape: Shape): Expression => {
    const key = keyOf(node, shape);
    const found = known.get(key);
    if (found) return found;
    const made: Expression = { ...node, shape, id: known.size };
    known.set(key, made);
    return made;
  };
  const binary =
    (kind: 'add' | 'sub' | 'mul' | 'div' | 'less' | 'equal') =>
    (a: Operand, b: Operand): Expression =>
      record({ kind, a, b }, broadcast(a, b));

  const { tiny } = float32;
  const exp = (x: Expression): Expression => record({ kind: 'exp', x }, x.shape);
  const log = (x: Expression): Expression => record({ kind: 'log', x }, x.shape);
  const clamp = (x: Expression, low: number, high: number): Expression =>
    x.kind === 'clamp' && low <= x.low && high >= x.high
      ? x
      : record({ kind: 'clamp', x, low, high }, x.shape);

  return {
    array: (name, shape, axes) =>
      record({ kind: 'array', name, axes, lengths: axes.map((axis) => lengthOf(shape, axis)) }, shape),
    float: float32,
    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
    div: binary('div'),
    less: binary('less'),
    equal: binary('equal'),
    exp,
    log,
    power: (r, p) =>
      isProduct(p)
        ? record({ kind: 'power', x: r, exponent: p }, r.shape)
        : exp(binary('mul')(log(clamp(r, tiny, 1)), p)),
    clamp,
    select: (condition, yes, no) =>
      record({ kind: 'select', condition, yes, no }, broadcast(condition, yes, no)),
    sum: (x) => record({ kind: 'sum', x, axis: 'tokens' }, [x.shape[0], 1, x.shape[2]]),
    max: (x) => record({ kind: 'max', x, axis: 'tokens' }, [x.shape[0], 1, x.shape[2]]),
    sumBatch: (x) => record({ kind: 'sum', x, axis: 'batch' }, [1, x.shape[1], x.shape[2]]),
    count: (x) => x.shape[1],
    positions: (x) => record({ kind: 'positions' }, [1, x.shape[1], 1]),
    expand: (x, like) => (sameShape(x, like) ? x : record({ kind: 'expand', x }, broadcast(x, like))),
    slice: (x, begin, end) => {
      const [batch, tokens, channels] = x.shape;
      const at = (bound: number): number => (bound < 0 ? tokens + bound : bound);
      const first = at(begin);
      return record({ kind: 'slice', x, axis: 'tokens', begin: first }, [
        batch,
        at(end ?? tokens) - first,
        channels,
      ]);
    },
    sliceChannels: (x, begin, end) =>
      record({ kind: 'slice', x, axis: 'channels', begin }, [x.shape[0], x.shape[1], end - begin]),
    pad: (x, before) => record({ kind: 'pad', x, before }, [x.shape[0], x.shape[1] + before, x.shape[2]]),
    transpose: (x) => record({ kind: 'transpose', x }, [x.shape[0], x.shape[2], x.shape[1]]),
    concat: (parts) => {
      const [batch, tokens] = broadcast(...parts);
      const channels = parts.reduce((total, { shape }) => total + shape[2], 0);
      return record({ kind: 'concat', parts }, [batch, tokens, channels]);
    },
    constant: (values, axis = 'channels') =>
      record(
        { kind: 'constant', values, axis },
        axis === 'channels' ? [1, 1, values.length] : [1, values.length, 1],
      ),
    spread: (x, layout) =>
      x.shape[2] === 1 ? x : record({ kind: 'spread', x, layout }, [x.shape[0], x.shape[1], layout.channels]),
    collect: (x, layout) => {
      const whole: Expression =
        x.shape[2] === layout.channels
          ? x
          : record({ kind: 'expand', x }, [x.shape[0], x.shape[1], layout.channels]);
      return record({ kind: 'collect', x: whole, layout }, [x.shape[0], x.shape[1], layout.groups]);
    },
    unpack: (x, { array, images, longest }) =>
      record({ kind: 'unpack', x, tokenIndex: array }, [images, longest, x.shape[2]]),
    pack: (x, { array, images, total }) =>
      record({ kind: 'pack', x, tokenIndex: array, images }, [1, total, x.shape[2]]),
    linear: (x, matrix) =>
      record({ kind: 'linear', x, matrix }, [
        Math.max(x.shape[0], matrix.shape[0]),
        x.shape[1],
        matrix.shape[2],
      ]),
  };
}

/** Whether a power is written as multiplications (and a square root for a half), where these are faster than `exp`. */
function isProduct(exponent: Operand): exponent is number {
  return typeof exponent === 'number' && exponent >= 0.5 && exponent <= 8 && Number.isInteger(exponent * 2);
}

function broadcast(...operands: readonly Operand[]): Shape {
  const shapes = operands.flatMap((x) => (typeof x === 'number' ? [] : [x.shape]));
  const axis = (i: 0 | 1 | 2): number => shapes.map((shape) => shape[i]).find((length) => length !== 1) ?? 1;
  return [axis(0), axis(1), axis(2)];
}

function sameShape(x: Operand, like: Expression): x is Expression {
  return typeof x !== 'number' && x.shape.every((length, axis) => length === like.shape[axis]);
}

/** Nodes with the same key compute the same. Operands are in it by their ids. */
function keyOf(node: Node, shape: Shape): string {
  return JSON.stringify([node, shape], (_, value: unknown) => {
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : `${value}`;
    if (value !== node && typeof value === 'object' && value !== null && 'id' in value) return `#${value.id}`;
    return value;
  });
}
