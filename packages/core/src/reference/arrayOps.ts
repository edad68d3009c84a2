import { groupOf } from '../ops/groupOf.ts';
import { float64, type TensorOps } from '../ops/ops.ts';
import { elementwise } from './elementwise.ts';
import { build, type FloatArray, reader } from './floatArray.ts';

type Shape = FloatArray['shape'];

/** The operations on float64 arrays by plain loops: the reference that the adapters are compared with. */
export const arrayOps: TensorOps<FloatArray> = {
  float: float64,
  add: elementwise((out, from, to, a, b) => {
    for (let i = from, j = a!.at, k = b!.at; i < to; i++, j += a!.step, k += b!.step) {
      out[i] = a!.data[j]! + b!.data[k]!;
    }
  }),
  sub: elementwise((out, from, to, a, b) => {
    for (let i = from, j = a!.at, k = b!.at; i < to; i++, j += a!.step, k += b!.step) {
      out[i] = a!.data[j]! - b!.data[k]!;
    }
  }),
  mul: elementwise((out, from, to, a, b) => {
    for (let i = from, j = a!.at, k = b!.at; i < to; i++, j += a!.step, k += b!.step) {
      out[i] = a!.data[j]! * b!.data[k]!;
    }
  }),
  div: elementwise((out, from, to, a, b) => {
    for (let i = from, j = a!.at, k = b!.at; i < to; i++, j += a!.step, k += b!.step) {
      out[i] = a!.data[j]! / b!.data[k]!;
    }
  }),
  exp: ({ shape, data }) => {
    const out = new Float64Array(data.length);
    for (let i = 0; i < out.length; i++) out[i] = Math.exp(data[i]!);
    return { shape, data: out };
  },
  log: ({ shape, data }) => {
    const out = new Float64Array(data.length);
    for (let i = 0; i < out.length; i++) out[i] = Math.log(data[i]!);
    return { shape, data: out };
  },
  clamp: ({ shape, data }, low, high) => {
    const out = new Float64Array(data.length);
    for (let i = 0; i < out.length; i++) out[i] = Math.min(Math.max(data[i]!, low), high);
    return { shape, data: out };
  },
  less: elementwise((out, from, to, a, b) => {
    for (let i = from, j = a!.at, k = b!.at; i < to; i++, j += a!.step, k += b!.step) {
      out[i] = Number(a!.data[j]! < b!.data[k]!);
    }
  }),
  equal: elementwise((out, from, to, a, b) => {
    for (let i = from, j = a!.at, k = b!.at; i < to; i++, j += a!.step, k += b!.step) {
      out[i] = Number(a!.data[j]! === b!.data[k]!);
    }
  }),
  select: elementwise((out, from, to, c, a, b) => {
    for (
      let i = from, j = a!.at, k = b!.at, l = c!.at;
      i < to;
      i++, j += a!.step, k += b!.step, l += c!.step
    ) {
      out[i] = c!.data[l] !== 0 ? a!.data[j]! : b!.data[k]!;
    }
  }),
  sum: (x) =>
    reduce(x, 0, (into, values, at) => {
      for (let c = 0; c < into.length; c++) into[c]! += values[at + c]!;
    }),
  max: (x) =>
    reduce(x, Number.NEGATIVE_INFINITY, (into, values, at) => {
      for (let c = 0; c < into.length; c++) into[c] = Math.max(into[c]!, values[at + c]!);
    }),
  count: (x) => x.shape[1],
  positions: (x) => build([1, x.shape[1], 1], (_, n) => n),
  expand: (x, like) => {
    const read = reader(x);
    return build(like.shape, read);
  },
  slice: (x, begin, end) => {
    const [batch, tokens, channels] = x.shape;
    const at = (bound: number) => (bound < 0 ? tokens + bound : bound);
    const [first, last] = [at(begin), at(end ?? tokens)];
    const shape: Shape = [batch, last - first, channels];
    return copied(shape, (b) =>
      x.data.subarray((b * tokens + first) * channels, (b * tokens + last) * channels),
    );
  },
  pad: (x, before) => {
    const [batch, tokens, channels] = x.shape;
    const size = tokens * channels;
    const data = new Float64Array(batch * (before * channels + size));
    for (let b = 0; b < batch; b++) {
      data.set(x.data.subarray(b * size, (b + 1) * size), (b + 1) * before * channels + b * size);
    }
    return { shape: [batch, before + tokens, channels], data };
  },
  transpose: (x) => {
    const [batch, tokens, channels] = x.shape;
    const data = new Float64Array(x.data.length);
    let i = 0;
    for (let b = 0; b < batch; b++) {
      for (let c = 0; c < channels; c++) {
        for (let n = 0; n < tokens; n++) data[i++] = x.data[(b * tokens + n) * channels + c]!;
      }
    }
    return { shape: [batch, channels, tokens], data };
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
    const data = new Float64Array(tokens * channels);
    for (let b = 0, at = 0; b < batch; b++) {
      for (let i = 0; i < data.length; i++) data[i]! += x.data[at++]!;
    }
    return { shape: [1, tokens, channels], data };
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
    const [, tokens, channels] = x.shape;
    const outputs = matrix.shape[2];
    const batch = Math.max(x.shape[0], matrix.shape[0]);
    const data = new Float64Array(batch * tokens * outputs);
    for (let row = 0; row < batch * tokens; row++) {
      const b = Math.floor(row / tokens);
      const from = (x.shape[0] === 1 ? row - b * tokens : row) * channels;
      const ofMatrix = matrix.shape[0] === 1 ? 0 : b * channels * outputs;
      for (let c = 0; c < channels; c++) {
        const value = x.data[from + c]!;
        const at = ofMatrix + c * outputs;
        for (let o = 0; o < outputs; o++) data[row * outputs + o]! += value * matrix.data[at + o]!;
      }
    }
    return { shape: [batch, tokens, outputs], data };
  },
};

/** The blocks of all images one after another. */
function copied(shape: Shape, block: (b: number) => Float64Array): FloatArray {
  const [batch, tokens, channels] = shape;
  const data = new Float64Array(batch * tokens * channels);
  for (let b = 0; b < batch; b++) data.set(block(b), b * tokens * channels);
  return { shape, data };
}

/** In runs of about √tokens: a sum in order of many equal terms rounds the same way at each, so that errors add up. */
function reduce(
  x: FloatArray,
  start: number,
  step: (into: Float64Array, values: Float64Array, at: number) => void,
): FloatArray {
  const [batch, tokens, channels] = x.shape;
  const run = Math.ceil(Math.sqrt(tokens));
  const data = new Float64Array(batch * channels).fill(start);
  const part = new Float64Array(channels);
  for (let b = 0; b < batch; b++) {
    const all = data.subarray(b * channels, (b + 1) * channels);
    for (let begin = 0; begin < tokens; begin += run) {
      part.fill(start);
      const end = Math.min(begin + run, tokens);
      for (let n = begin; n < end; n++) step(part, x.data, (b * tokens + n) * channels);
      step(all, part, 0);
    }
  }
  return { shape: [batch, 1, channels], data };
}
