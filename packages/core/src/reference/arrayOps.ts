import { groupOf } from '../ops/groupOf.ts';
import { float64, type Operand, type TensorOps } from '../ops/ops.ts';
import { build, commonShape, type FloatArray, reader } from './floatArray.ts';

type Value = Operand<FloatArray>;

/** The operations on float64 arrays by plain loops: the reference that the adapters are compared with. */
export const arrayOps: TensorOps<FloatArray> = {
  float: float64,
  add: elementwise((a, b) => a + b),
  sub: elementwise((a, b) => a - b),
  mul: elementwise((a, b) => a * b),
  div: elementwise((a, b) => a / b),
  exp: (x) => map(x, Math.exp),
  log: (x) => map(x, Math.log),
  clamp: (x, low, high) => map(x, (value) => Math.min(Math.max(value, low), high)),
  less: elementwise((a, b) => Number(a < b)),
  equal: elementwise((a, b) => Number(a === b)),
  select: (condition, yes, no) => {
    const [isYes, fromYes, fromNo] = [reader(condition), reader(yes), reader(no)];
    return build(commonShape(condition, yes, no), (b, n, c) =>
      (isYes(b, n, c) !== 0 ? fromYes : fromNo)(b, n, c),
    );
  },
  sum: (x) => reduce(x, 0, (sum, value) => sum + value),
  max: (x) => reduce(x, Number.NEGATIVE_INFINITY, Math.max),
  count: (x) => x.shape[1],
  positions: (x) => build([1, x.shape[1], 1], (_, n) => n),
  expand: (x, like) => {
    const read = reader(x);
    return build(like.shape, read);
  },
  slice: (x, begin, end) => {
    const [batch, tokens, channels] = x.shape;
    const at = (bound: number) => (bound < 0 ? tokens + bound : bound);
    const first = at(begin);
    const read = reader(x);
    return build([batch, at(end ?? tokens) - first, channels], (b, n, c) => read(b, first + n, c));
  },
  pad: (x, before) => {
    const [batch, tokens, channels] = x.shape;
    const { data } = x;
    return build([batch, before + tokens, channels], (b, n, c) =>
      n < before ? 0 : data[(b * tokens + n - before) * channels + c]!,
    );
  },
  transpose: (x) => {
    const [batch, tokens, channels] = x.shape;
    const read = reader(x);
    return build([batch, channels, tokens], (b, n, c) => read(b, c, n));
  },
  constant: (values, axis = 'channels') => ({
    shape: axis === 'channels' ? [1, 1, values.length] : [1, values.length, 1],
    data: Float64Array.from(values),
  }),
  spread: (values, layout) => {
    if (layout.groups === 1) return values;
    const [batch, tokens] = values.shape;
    const read = reader(values);
    return build([batch, tokens, layout.channels], (b, n, c) => read(b, n, groupOf(c, layout)));
  },
  collect: (x, layout) => {
    const [batch, tokens, channels] = x.shape;
    const sums = build([batch, tokens, layout.groups], () => 0);
    const rows = batch * tokens;
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < channels; c++) {
        sums.data[row * layout.groups + groupOf(c, layout)]! += x.data[row * channels + c]!;
      }
    }
    return sums;
  },
  sumBatch: (x) => {
    const [batch, tokens, channels] = x.shape;
    const read = reader(x);
    return build([1, tokens, channels], (_, n, c) => {
      let sum = 0;
      for (let b = 0; b < batch; b++) sum += read(b, n, c);
      return sum;
    });
  },
  concat: (parts) => {
    const [batch, tokens] = parts[0]!.shape;
    const channels = parts.flatMap((part) =>
      Array.from({ length: part.shape[2] }, (_, c) => ({ read: reader(part), c })),
    );
    return build([batch, tokens, channels.length], (b, n, c) => channels[c]!.read(b, n, channels[c]!.c));
  },
  sliceChannels: (x, begin, end) => {
    const [batch, tokens] = x.shape;
    const read = reader(x);
    return build([batch, tokens, end - begin], (b, n, c) => read(b, n, begin + c));
  },
  linear: (x, matrix) => {
    const [batch, tokens, channels] = x.shape;
    const [readX, readMatrix] = [reader(x), reader(matrix)];
    return build([Math.max(batch, matrix.shape[0]), tokens, matrix.shape[2]], (b, n, o) => {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += readX(b, n, c) * readMatrix(b, c, o);
      return sum;
    });
  },
};

function elementwise(compute: (a: number, b: number) => number): (a: Value, b: Value) => FloatArray {
  return (a, b) => {
    const [readA, readB] = [reader(a), reader(b)];
    return build(commonShape(a, b), (i, n, c) => compute(readA(i, n, c), readB(i, n, c)));
  };
}

function map({ shape, data }: FloatArray, compute: (value: number) => number): FloatArray {
  return { shape, data: data.map((value) => compute(value)) };
}

/** In runs of about √tokens: a sum in order of many equal terms rounds the same way at each, so that errors add up. */
function reduce(x: FloatArray, start: number, step: (sum: number, value: number) => number): FloatArray {
  const [batch, tokens, channels] = x.shape;
  const run = Math.ceil(Math.sqrt(tokens));
  const read = reader(x);
  return build([batch, 1, channels], (b, _, c) => {
    let all = start;
    for (let begin = 0; begin < tokens; begin += run) {
      let part = start;
      const end = Math.min(begin + run, tokens);
      for (let n = begin; n < end; n++) part = step(part, read(b, n, c));
      all = step(all, part);
    }
    return all;
  });
}
