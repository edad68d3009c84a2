import * as tf from '@tensorflow/tfjs';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';

/** A plain pre-norm block, norm, mean and head, as one writes them for tfjs. */
interface Shape {
  readonly batch: number;
  readonly tokens: number;
  readonly width: number;
  readonly heads: number;
  readonly classes: number;
}

/**
 * Starts tfjs on wasm and gives one training step of the last block: forward and the gradients of all its weights. Products get
 * gradients that transpose first, since `tf.matMul` with `transposeA` or `transposeB` takes several times as long on wasm.
 */
export async function tfjsBlock(shape: Shape): Promise<() => void> {
  setThreadsCount(1);
  if (!(await tf.setBackend('wasm'))) throw new Error('the tfjs backend wasm did not start');
  const { batch, tokens, width, heads, classes } = shape;
  const rows = batch * tokens;
  const size = width / heads;
  const drawn = (...dims: number[]) => tf.variable(tf.randomNormal(dims, 0, 0.02, 'float32', 1));
  const weights = {
    ...{
      scale1: drawn(width),
      shift1: drawn(width),
      qkv: drawn(width, 3 * width),
      qkvBias: drawn(3 * width),
    },
    ...{ out: drawn(width, width), outBias: drawn(width), scale2: drawn(width), shift2: drawn(width) },
    ...{ up: drawn(width, 4 * width), upBias: drawn(4 * width), down: drawn(4 * width, width) },
    ...{ downBias: drawn(width), scale3: drawn(width), shift3: drawn(width) },
    ...{ head: drawn(width, classes), headBias: drawn(classes) },
  };
  const x = tf.randomNormal([rows, width], 0, 1, 'float32', 2);
  const targets = tf.oneHot(
    tf.tensor1d(
      Array.from({ length: batch }, (_, i) => i % classes),
      'int32',
    ),
    classes,
  );

  const norm = (value: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor): tf.Tensor => {
    const centred = tf.sub(value, tf.mean(value, -1, true));
    const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-6));
    return tf.add(tf.mul(tf.div(centred, deviation), scale), shift);
  };
  const gelu = (value: tf.Tensor): tf.Tensor =>
    tf.mul(tf.mul(value, 0.5), tf.add(tf.erf(tf.mul(value, Math.SQRT1_2)), 1));
  const perHead = (value: tf.Tensor): tf.Tensor =>
    tf.reshape(tf.transpose(tf.reshape(value, [batch, tokens, heads, size]), [0, 2, 1, 3]), [
      batch * heads,
      tokens,
      size,
    ]);

  const loss = (): tf.Scalar => {
    const w = weights;
    const [q, k, v] = tf
      .split(tf.add(product(norm(x, w.scale1, w.shift1), w.qkv), w.qkvBias), 3, 1)
      .map(perHead) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const attention = tf.softmax(tf.mul(product(q, swap(k)), 1 / Math.sqrt(size)));
    const heads4 = tf.reshape(product(attention, v), [batch, heads, tokens, size]);
    const joined = tf.reshape(tf.transpose(heads4, [0, 2, 1, 3]), [rows, width]);
    const middle = tf.add(x, tf.add(product(joined, w.out), w.outBias));
    const hidden = gelu(tf.add(product(norm(middle, w.scale2, w.shift2), w.up), w.upBias));
    const end = norm(tf.add(middle, tf.add(product(hidden, w.down), w.downBias)), w.scale3, w.shift3);
    const pooled = tf.mean(tf.reshape(end, [batch, tokens, width]), 1);
    const logits = tf.add(product(pooled, w.head), w.headBias);
    return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1))) as tf.Scalar;
  };
  return () => {
    const { value, grads } = tf.variableGrads(loss, Object.values(weights));
    value.dataSync();
    tf.dispose([value, grads]);
  };
}

/** The last two axes swapped. */
function swap(value: tf.Tensor): tf.Tensor {
  return value.rank === 2 ? tf.transpose(value) : tf.transpose(value, [0, 2, 1]);
}

const product = tf.customGrad((...given) => {
  const [a, b, save] = given as unknown as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
  save([a, b]);
  return {
    value: tf.matMul(a, b),
    gradFunc: (dy: tf.Tensor, [left, right]: tf.Tensor[]) => [
      tf.matMul(dy, swap(right!)),
      tf.matMul(swap(left!), dy),
    ],
  };
});
