import { float32, groupOf, type Operand, type TensorOps } from '@ggem/core';
import { broadcast, choose } from './broadcast.ts';
import { filled, type HostShape, HostTensor } from './hostTensor.ts';
import { linear, type MatrixProducts } from './linear.ts';
import { transposed } from './transposed.ts';

/** Core's operations on float32 arrays of the host, whose matrix products run by kernels: what tokens attend by. */
export function hostOps(products: MatrixProducts): TensorOps<HostTensor> {
  return {
    float: float32,
    add,
    sub: (a, b) => broadcast('sub', a, b),
    mul: (a, b) => broadcast('mul', a, b),
    div: (a, b) => broadcast('div', a, b),
    exp: ({ shape, data }) =>
      filled(shape, (to) => {
        for (let i = 0; i < to.length; i++) to[i] = Math.exp(data[i]!);
      }),
    log: ({ shape, data }) =>
      filled(shape, (to) => {
        for (let i = 0; i < to.length; i++) to[i] = Math.log(data[i]!);
      }),
    clamp: ({ shape, data }, low, high) =>
      filled(shape, (to) => {
        for (let i = 0; i < to.length; i++) to[i] = Math.min(Math.max(data[i]!, low), high);
      }),
    less: (a, b) => broadcast('less', a, b),
    equal: (a, b) => broadcast('equal', a, b),
    select: choose,
    sum,
    max,
    count: (x) => x.shape[1],
    positions: (x) =>
      HostTensor.of(
        [1, x.shape[1], 1],
        Float32Array.from({ length: x.shape[1] }, (_, n) => n),
      ),
    expand: (x, like) => choose(like, x, x),
    slice: (x, begin, end) => {
      const [batch, tokens, channels] = x.shape;
      const at = (bound: number) => (bound < 0 ? tokens + bound : bound);
      const [first, last] = [at(begin), at(end ?? tokens)];
      return filled([batch, last - first, channels], (to) => {
        for (let b = 0; b < batch; b++) {
          const start = b * tokens;
          const rows = x.data.subarray((start + first) * channels, (start + last) * channels);
          to.set(rows, b * (last - first) * channels);
        }
      });
    },
    pad: (x, before) => {
      const [batch, tokens, channels] = x.shape;
      return filled([batch, before + tokens, channels], (to) => {
        for (let b = 0; b < batch; b++) {
          const rows = x.data.subarray(b * tokens * channels, (b + 1) * tokens * channels);
          to.set(rows, (b * (before + tokens) + before) * channels);
        }
      });
    },
    transpose,
    constant: (values, axis = 'channels') =>
      HostTensor.of(
        axis === 'channels' ? [1, 1, values.length] : [1, values.length, 1],
        Float32Array.from(values),
      ),
    spread: (values, layout) => {
      const [batch, tokens, groups] = values.shape;
      const { channels } = layout;
      const from = Int32Array.from({ length: channels }, (_, c) => groupOf(c, layout));
      return filled([batch, tokens, channels], (to) => {
        for (let row = 0; row < batch * tokens; row++) {
          for (let c = 0; c < channels; c++) to[row * channels + c] = values.data[row * groups + from[c]!]!;
        }
      });
    },
    collect: (x, layout) => {
      const [batch, tokens, channels] = x.shape;
      const { groups } = layout;
      const into = Int32Array.from({ length: channels }, (_, c) => groupOf(c, layout));
      const sums = new Float64Array(groups);
      return filled([batch, tokens, groups], (to) => {
        for (let row = 0; row < batch * tokens; row++) {
          sums.fill(0);
          for (let c = 0; c < channels; c++) sums[into[c]!]! += x.data[row * channels + c]!;
          to.set(sums, row * groups);
        }
      });
    },
    sumBatch: (x) => {
      const [batch, tokens, channels] = x.shape;
      if (batch === 1) return x;
      if (x.product) return filled([1, tokens, channels], x.product.addBatchTo);
      const sums = new Float64Array(tokens * channels);
      for (let b = 0, i = 0; b < batch; b++) {
        for (let at = 0; at < sums.length; at++) sums[at]! += x.data[i++]!;
      }
      return HostTensor.of([1, tokens, channels], Float32Array.from(sums));
    },
    concat: (parts) => {
      const [batch, tokens] = parts[0]!.shape;
      const channels = parts.reduce((sum, { shape }) => sum + shape[2], 0);
      return filled([batch, tokens, channels], (to) => {
        let first = 0;
        for (const { shape, data } of parts) {
          for (let row = 0; row < batch * tokens; row++) {
            to.set(data.subarray(row * shape[2], (row + 1) * shape[2]), row * channels + first);
          }
          first += shape[2];
        }
      });
    },
    sliceChannels: (x, begin, end) => {
      const [batch, tokens, channels] = x.shape;
      return filled([batch, tokens, end - begin], (to) => {
        for (let row = 0; row < batch * tokens; row++) {
          to.set(x.data.subarray(row * channels + begin, row * channels + end), row * (end - begin));
        }
      });
    },
    linear: (x, matrix) => linear(products, x, matrix),
  };
}

/** A product is added to what it is added to, without an array of its own; two of them stay open. */
function add(a: Operand<HostTensor>, b: Operand<HostTensor>): HostTensor {
  if (typeof a === 'number' || typeof b === 'number' || !b.product || !isSame(a.shape, b.shape)) {
    return broadcast('add', a, b);
  }
  const [first, second] = [a.product, b.product];
  if (first) {
    return HostTensor.productOf(a.shape, {
      addTo: (sum) => {
        first.addTo(sum);
        second.addTo(sum);
      },
      addBatchTo: (sum) => {
        first.addBatchTo(sum);
        second.addBatchTo(sum);
      },
    });
  }
  const sum = a.isSpare ? a.data : a.data.slice();
  second.addTo(sum);
  return HostTensor.of(a.shape, sum);
}

function isSame(a: HostShape, b: HostShape): boolean {
  return a.every((length, i) => length === b[i]);
}

function transpose(x: HostTensor): HostTensor {
  return x.turned ?? HostTensor.transposeOf(x, () => transposed(x.data, ...x.shape));
}

/** In float64. */
function sum({ shape, data }: HostTensor): HostTensor {
  const [batch, tokens, channels] = shape;
  const sums = new Float64Array(channels);
  return filled([batch, 1, channels], (to) => {
    for (let b = 0, i = 0; b < batch; b++) {
      sums.fill(0);
      for (let n = 0; n < tokens; n++) for (let c = 0; c < channels; c++) sums[c]! += data[i++]!;
      to.set(sums, b * channels);
    }
  });
}

function max({ shape, data }: HostTensor): HostTensor {
  const [batch, tokens, channels] = shape;
  return filled([batch, 1, channels], (to) => {
    to.fill(Number.NEGATIVE_INFINITY);
    for (let b = 0, i = 0; b < batch; b++) {
      for (let n = 0; n < tokens; n++) {
        for (let c = b * channels; c < (b + 1) * channels; c++) {
          const x = data[i++]!;
          // A NaN that came stays, since no number is larger.
          if (x > to[c]! || Number.isNaN(x)) to[c] = x;
        }
      }
    }
  });
}
