import { float32, type TensorOps } from '@ggem/core/bare';
import * as tf from '@tensorflow/tfjs';
import { differentiable } from './differentiable.ts';
import { maxTokens, sumTokens } from './reduceTokens.ts';

type Value = tf.Tensor | number;

/**
 * Core's operations as tfjs calls. Every tensor has rank 3.
 *
 * tfjs can differentiate each, so that a gradient written with them can be differentiated once more.
 */
export const tfjsOps: TensorOps<tf.Tensor> = {
  float: float32,
  add: (a, b) => tf.add(a, b),
  sub: (a, b) => tf.sub(a, b),
  mul: (a, b) => tf.mul(a, b),
  div: (a, b) => tf.div(a, b),
  exp: tf.exp,
  log: tf.log,
  clamp: (x, low, high) => tf.clipByValue(x, low, high),
  less: (a, b) => constant((x, y) => tf.less(x!, y!), ...aligned(a, b)),
  equal: (a, b) => constant((x, y) => tf.equal(x!, y!), ...aligned(a, b)),
  select: (condition, yes, no) => {
    const [c, a, b] = aligned(condition, yes, no) as [tf.Tensor, tf.Tensor, tf.Tensor];
    if ([a, b].some((x) => !tf.util.arraysEqual(x.shape, c.shape))) return tf.where(c, a, b);
    // `tf.where` copies each of the three, even where there is nothing to repeat.
    return tf.engine().runKernel(tf.Select, { condition: c, t: a, e: b });
  },
  sum: sumTokens,
  max: (x) => constant((values) => maxTokens(values!), x),
  count: (x) => x.shape[1]!,
  positions: (x) => tf.reshape(tf.range(0, x.shape[1]!, 1, 'float32'), [1, x.shape[1]!, 1]),
  expand: (x, like) => expand(x, like.shape),
  slice: (x, begin, end) => {
    const tokens = x.shape[1]!;
    const at = (bound: number) => (bound < 0 ? tokens + bound : bound);
    return tf.slice(x, [0, at(begin), 0], [-1, at(end ?? tokens) - at(begin), -1]);
  },
  pad: (x, before) =>
    tf.pad(x, [
      [0, 0],
      [before, 0],
      [0, 0],
    ]),
  transpose: (x) => tf.transpose(x, [0, 2, 1]),
  constant: (values, axis = 'channels') =>
    tf.tensor(
      Array.from(values),
      axis === 'channels' ? [1, 1, values.length] : [1, values.length, 1],
      'float32',
    ),
  spread: (values, { groups, channels, interleaved }) => {
    if (groups === 1 || groups === channels) return values;
    const [batch, tokens] = values.shape as [number, number];
    const size = channels / groups;
    if (interleaved) return tf.tile(values, [1, 1, size]);
    const columns = tf.reshape(values, [batch * tokens, groups, 1]);
    return tf.reshape(expand(columns, [batch * tokens, groups, size]), [batch, tokens, channels]);
  },
  collect: (x, { groups, channels, interleaved }) => {
    const [batch, tokens] = x.shape as [number, number];
    const size = channels / groups;
    const summed = interleaved
      ? tf.sum(tf.reshape(x, [batch * tokens, size, groups]), 1)
      : tf.sum(tf.reshape(x, [batch * tokens, groups, size]), 2);
    return tf.reshape(summed, [batch, tokens, groups]);
  },
  sumBatch: (x) => tf.sum(x, 0, true),
  concat: (parts) => tf.concat([...parts], 2),
  sliceChannels: (x, begin, end) => tf.slice(x, [0, 0, begin], [-1, -1, end - begin]),
  linear: (x, matrix) => {
    const [batch, tokens, channels] = x.shape as [number, number, number];
    // One matrix an image.
    if (matrix.shape[0] !== 1) return tf.matMul(x as tf.Tensor3D, matrix as tf.Tensor3D);
    const outputs = matrix.shape[2]!;
    const product = tf.matMul(
      tf.reshape(x, [batch * tokens, channels]),
      tf.reshape(matrix, [channels, outputs]),
    );
    return tf.reshape(product, [batch, tokens, outputs]);
  },
};

function tensor(x: Value): tf.Tensor {
  return typeof x === 'number' ? tf.scalar(x, 'float32') : x;
}

/** Repeats by adding to zeros, which is fast on every backend; `tile` and `broadcastTo` are slow on wasm. */
function expand(x: Value, shape: number[]): tf.Tensor {
  if (typeof x === 'number') return tf.fill(shape, x);
  if (x.shape.every((length, axis) => length === shape[axis])) return x;
  return x.dtype === 'bool'
    ? tf.cast(expand(tf.cast(x, 'float32'), shape), 'bool')
    : tf.add(tf.zeros(shape), x);
}

/**
 * On wasm, expands operands to one shape: comparisons and selects that broadcast take fifty times as long there. Elsewhere,
 * operands stay as they are.
 */
function aligned(...values: Value[]): tf.Tensor[] {
  if (tf.getBackend() !== 'wasm') return values.map(tensor);
  const shapes = values.map((x) => (typeof x === 'number' ? [1, 1, 1] : x.shape));
  const shape = [0, 1, 2].map((axis) => Math.max(...shapes.map((lengths) => lengths[axis]!)));
  return values.map((x) => expand(x, shape));
}

/** Computes a value that is a constant to differentiation, which tfjs has no operation for. */
function constant(compute: (...inputs: tf.Tensor[]) => tf.Tensor, ...inputs: Value[]): tf.Tensor {
  return differentiable(inputs.map(tensor), {
    value: (given) => compute(...given),
    gradient: (given) => given.map((input) => tf.zerosLike(input)),
  });
}
