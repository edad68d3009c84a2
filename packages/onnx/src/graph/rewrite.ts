import type { Operand, TensorOps } from '@ggem/core';
import type { Recorder } from './recorder.ts';
import { sumsInBlocks } from './sumsInBlocks.ts';
import { broadcast, known, type Value } from './value.ts';
import { wholePower } from './wholePower.ts';

/**
 * The same operations, some of them recorded in a form that onnxruntime runs faster. `docs/architecture.md` has the
 * measurements. Each rule is right for all values, infinities and NaN too.
 */
export function rewrite(ops: TensorOps<Value>, recorder: Recorder): TensorOps<Value> {
  const { node } = recorder;
  const inBlocks = sumsInBlocks(recorder);
  /** Powers: at most 1 each, or in sum within the float type. */
  const sumStays = new WeakSet<Value>();

  /** One number instead of a constant that has the same number for each channel of the other operand. */
  const slim = (x: Operand<Value>, other: Operand<Value>): Operand<Value> => {
    const data = typeof x === 'number' ? undefined : known(x);
    if (data === undefined || typeof other === 'number') return x;
    const { dims } = x as Value;
    const keepsShape = dims.length === 3 && dims.every((dim, axis) => dim === 1 || dim === other.dims[axis]);
    return keepsShape && data.every((value) => Object.is(value, data[0])) ? data[0]! : x;
  };
  const slimmed =
    (op: (a: Operand<Value>, b: Operand<Value>) => Value) => (a: Operand<Value>, b: Operand<Value>) =>
      op(slim(a, b), slim(b, a));

  const mul = (a: Operand<Value>, b: Operand<Value>): Value => {
    const [left, right] = [slim(a, b), slim(b, a)];
    for (const [factor, x] of [
      [left, right],
      [right, left],
    ] as const) {
      if (typeof x === 'number') continue;
      if (factor === 1) return x;
      if (factor === -1) return negate(x);
    }
    return ops.mul(left, right);
  };
  const negate = (x: Value): Value => {
    const [inner] = inputsOf(x, 'Neg') ?? [];
    return inner ?? node('Neg', [x], x);
  };

  const div = (a: Operand<Value>, b: Operand<Value>): Value => {
    const [left, right] = [slim(a, b), slim(b, a)];
    return right === 1 && typeof left !== 'number' ? left : ops.div(left, right);
  };

  /** `e^(p ln r)`: for a ratio of 0 the logarithm is -∞, which gives the right power, 0. */
  const power = (r: Value, p: Operand<Value>): Value => {
    const exponent = slim(p, r);
    const result = wholePower(ops, r, exponent) ?? ops.exp(mul(ops.log(r), exponent));
    sumStays.add(result);
    return result;
  };

  /**
   * `Σ q v` with one `q` for each token is a product of matrices, so that `q v` is not written to memory. One `q` for all
   * tokens is multiplied after the sum, if the sum cannot leave the float type.
   */
  const sumOf = (x: Value, inBlocks: ReturnType<typeof sumsInBlocks>): Value => {
    const [a, b] = inputsOf(x, 'Mul') ?? [];
    const q = [a, b].find((one) => one !== undefined && (one.dims.length === 0 || one.dims[2] === 1));
    const values = q === a ? b : a;
    const plain = inBlocks(x, ops.sum(x));
    if (q === undefined || values === undefined || values.dims.length < 3) return plain;
    // Not where `v` broadcasts along tokens or channels, or where the batch comes from `q`.
    if (values.dims[1] === 1 || values.dims[2] === 1 || values.dims[0] !== x.dims[0]) return plain;
    if (q.dims.every((dim) => dim === 1) && sumStays.has(values)) {
      return ops.mul(inBlocks(values, ops.sum(values)), q);
    }
    // MatMul does not broadcast over a batch of no images.
    const isColumn = q.dims[0] === values.dims[0] && q.dims[1] === values.dims[1];
    const column = isColumn ? q : ops.expand(q, ops.sliceChannels(values, 0, 1));
    const row = ops.transpose(column);
    const [batch] = broadcast(row.dims, values.dims);
    return inBlocks(x, node('MatMul', [row, values], { kind: x.kind, dims: [batch!, 1, values.dims[2]!] }));
  };

  const sum = (x: Value): Value => sumOf(x, inBlocks);

  /** What is rough needs no blocks. onnxruntime takes four times as long for a ReduceMax, sixteen on wasm. */
  const roughMean = (x: Value, q: Operand<Value>): Value => {
    const isOne = typeof q === 'number' || q.dims.every((dim) => dim === 1);
    return isOne ? mul(ops.sum(x), q) : sumOf(mul(x, q), (_, plain) => plain);
  };

  /**
   * onnxruntime's ReduceMax loses a NaN that a number follows, and its Clip on WebGPU loses every NaN. A sum of absolute
   * values is NaN if one of them is, and no infinities cancel in it.
   */
  const max = (x: Value): Value => {
    const largest = ops.max(x);
    if (!mayBeNaN(x)) return largest;
    const [before] = inputsOf(x, 'Transpose') ?? [];
    const sizes = ops.sum(before === undefined ? abs(x) : ops.transpose(abs(before)));
    return ops.select(ops.equal(sizes, sizes), largest, sizes);
  };

  const abs = (x: Value): Value => (inputsOf(x, 'Abs') === undefined ? node('Abs', [x], x) : x);

  const less = (a: Operand<Value>, b: Operand<Value>): Value => {
    // 0 < (c ? 1 : 0) is c.
    if (a === 0 && typeof b !== 'number') {
      const [from] = inputsOf(b, 'Cast') ?? [];
      if (from?.kind === 'bool') return from;
      const [condition, yes, no] = inputsOf(b, 'Where') ?? [];
      if (condition !== undefined && isNumber(yes!, 1) && isNumber(no!, 0)) return condition;
    }
    return ops.less(slim(a, b), slim(b, a));
  };

  const select = (condition: Value, yes: Operand<Value>, no: Operand<Value>): Value => {
    const [negative, zero] = inputsOf(condition, 'Less') ?? [];
    if (negative !== undefined && negative === no && yes === negate(no) && isNumber(zero!, 0)) return abs(no);
    // A side that was itself chosen by the same condition is replaced by what it chose.
    const side = (x: Operand<Value>, at: 1 | 2): Operand<Value> => {
      if (typeof x === 'number') return x;
      const inputs = inputsOf(x, 'Where') ?? [];
      const chosen = inputs[0] === condition ? inputs[at] : undefined;
      return chosen !== undefined && sameShape(chosen, x) ? chosen : x;
    };
    return ops.select(condition, side(yes, 1), side(no, 2));
  };

  return {
    ...ops,
    add: slimmed(ops.add),
    sub: slimmed(ops.sub),
    mul,
    div,
    power,
    sum,
    roughMean,
    max,
    less,
    equal: slimmed(ops.equal),
    select,
  };
}

/** The inputs of a node with this operator; `undefined` where the value is another one. */
function inputsOf({ source }: Value, op: string): readonly (Value | undefined)[] | undefined {
  return source.type === 'node' && source.op === op ? source.inputs : undefined;
}

function isNumber(x: Value, number: number): boolean {
  const data = known(x);
  return data?.length === 1 && data[0] === number;
}

function sameShape(a: Value, b: Value): boolean {
  return a.dims.length === b.dims.length && a.dims.every((dim, axis) => dim === b.dims[axis]);
}

/** Whether a value may hold NaN; false if it follows from constants without NaN. */
function mayBeNaN(x: Value | undefined): boolean {
  if (x === undefined || x.source.type === 'input') return x !== undefined;
  if (x.source.type === 'constant') return x.source.data.some(Number.isNaN);
  if (x.source.type === 'branch') return true;
  const { op, inputs } = x.source;
  switch (op) {
    case 'Neg':
    case 'CumSum':
    case 'Expand':
      return mayBeNaN(inputs[0]);
    case 'Where':
      return mayBeNaN(inputs[1]) || mayBeNaN(inputs[2]);
    default:
      return true;
  }
}
