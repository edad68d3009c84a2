import type { Operand, TensorOps } from './ops.ts';

/** Operations in which plain numbers stand for tensors, none of them left out. */
export interface Ops<T> extends TensorOps<Operand<T>> {
  /** `logR` gives `ln r` where the caller needs it anyway; it is called only where the library has no `power` of its own. */
  readonly power: (r: Operand<T>, p: Operand<T>, logR?: () => Operand<T>) => Operand<T>;
}

type Binary<T> = (a: Operand<T>, b: Operand<T>) => T;

/**
 * The same operations with plain numbers as tensors: what is known beforehand (1 / tokens, a fixed `p`) is computed
 * once, on the host, and libraries never see an operation between two numbers or a multiplication by 1.
 */
export function lift<T>(ops: TensorOps<T>): Ops<T> {
  type V = Operand<T>;
  const isNumber = (x: V): x is number => typeof x === 'number';
  const binary =
    (onNumbers: (a: number, b: number) => number, onTensors: Binary<T>): Binary<V> =>
    (a, b) =>
      isNumber(a) && isNumber(b) ? onNumbers(a, b) : onTensors(a, b);
  const unary =
    (onNumber: (x: number) => number, onTensor: (x: T) => T) =>
    (x: V): V =>
      isNumber(x) ? onNumber(x) : onTensor(x);
  const times = binary((a, b) => a * b, ops.mul);
  const mul: Binary<V> = (a, b) => (a === 1 ? b : b === 1 ? a : times(a, b));
  const exp = unary(Math.exp, ops.exp);
  const log = unary(Math.log, ops.log);
  const clamp: Ops<T>['clamp'] = (x, low, high) =>
    isNumber(x) ? Math.min(Math.max(x, low), high) : ops.clamp(x, low, high);
  const div = binary((a, b) => a / b, ops.div);
  return {
    float: ops.float,
    add: binary((a, b) => a + b, ops.add),
    sub: binary((a, b) => a - b, ops.sub),
    mul,
    div: (a, b) => (b === 1 ? a : div(a, b)),
    exp,
    log,
    power: (r, p, logR = () => log(clamp(r, ops.float.tiny, 1))) => {
      if (p === 1) return r;
      return isNumber(r) || ops.power === undefined ? exp(mul(logR(), p)) : ops.power(r, p);
    },
    clamp,
    less: binary((a, b) => Number(a < b), ops.less),
    equal: binary((a, b) => Number(a === b), ops.equal),
    select: (condition, yes, no) =>
      isNumber(condition) ? (condition !== 0 ? yes : no) : ops.select(condition, yes, no),
    sum: (x) => ops.sum(tensor(x)),
    max: (x) => ops.max(tensor(x)),
    ...(ops.roughMean !== undefined && { roughMean: (x, q) => ops.roughMean!(tensor(x), q) }),
    count: (x) => ops.count(tensor(x)),
    positions: (x) => ops.positions(tensor(x)),
    expand: (x, like) => ops.expand(x, tensor(like)),
    slice: (x, begin, end) => ops.slice(tensor(x), begin, end),
    pad: (x, before) => ops.pad(tensor(x), before),
    transpose: (x) => ops.transpose(tensor(x)),
    constant: ops.constant,
    spread: (values, layout) => (isNumber(values) ? values : ops.spread(values, layout)),
    collect: (x, layout) => ops.collect(tensor(x), layout),
    sumBatch: (x) => ops.sumBatch(tensor(x)),
    concat: (parts) => ops.concat(parts.map(tensor)),
    sliceChannels: (x, begin, end) => ops.sliceChannels(tensor(x), begin, end),
    linear: (x, matrix) => ops.linear(tensor(x), tensor(matrix)),
  };
}

function tensor<T>(x: Operand<T>): T {
  if (typeof x === 'number')
    throw new TypeError('core: a reduction was given a number; it has no tokens to reduce.');
  return x;
}
