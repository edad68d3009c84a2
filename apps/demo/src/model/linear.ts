import * as tf from '@tensorflow/tfjs';

/**
 * `y = x w`, with x `[rows, in]` and w `[in, out]`.
 *
 * The gradient transposes matrices before `matMul` instead of in it: the wasm backend multiplies two plain matrices about
 * ten times as fast as transposed ones (2 ms against 25 ms at 3200 × 64 × 192).
 */
export function linear(x: tf.Tensor2D, w: tf.Tensor2D): tf.Tensor2D {
  return multiply(x, w) as tf.Tensor2D;
}

const multiply = tf.customGrad((...args) => {
  const [x, w, save] = args as unknown as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
  save([x, w]);
  return {
    value: tf.matMul(x, w),
    gradFunc: (dy, saved) => {
      const [x, w] = saved as [tf.Tensor2D, tf.Tensor2D];
      const out = dy as tf.Tensor2D;
      return [tf.matMul(out, tf.transpose(w)), tf.matMul(tf.transpose(x), out)];
    },
  };
});
