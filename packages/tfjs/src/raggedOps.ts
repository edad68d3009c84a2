import type { RaggedOps } from '@ggem/core/bare';
import * as tf from '@tensorflow/tfjs';
import { differentiable } from './differentiable.ts';
import { tfjsOps } from './tfjsOps.ts';

/** Core's operations for ragged batches; offsets are plain numbers. Both gather rows, and each is the gradient of the other. */
export const raggedOps: RaggedOps<tf.Tensor> = {
  ...tfjsOps,
  unpack: (x, offsets) =>
    differentiable([x], {
      value: ([tokens]) => unpackRows(tokens!, offsets),
      gradient: (_, dy) => [raggedOps.pack(dy, offsets)],
    }),
  pack: (x, offsets) =>
    differentiable([x], {
      value: ([images]) => packRows(images!, offsets),
      gradient: (_, dy) => [raggedOps.unpack(dy, offsets)],
    }),
};

function unpackRows(x: tf.Tensor, offsets: readonly number[]): tf.Tensor {
  const [, total, channels] = x.shape as [number, number, number];
  const lengths = lengthsOf(offsets);
  const longest = Math.max(...lengths);
  // A row of zeros behind the tokens, which padding gathers.
  const padded = tf.concat([tf.reshape(x, [total, channels]), tf.zeros([1, channels])]);
  const rows = lengths.flatMap((length, b) =>
    Array.from({ length: longest }, (_, n) => (n < length ? offsets[b]! + n : total)),
  );
  return tf.reshape(tf.gather(padded, tf.tensor1d(rows, 'int32')), [lengths.length, longest, channels]);
}

function packRows(x: tf.Tensor, offsets: readonly number[]): tf.Tensor {
  const [batch, longest, channels] = x.shape as [number, number, number];
  const rows = lengthsOf(offsets).flatMap((length, b) => Array.from({ length }, (_, n) => b * longest + n));
  const gathered = tf.gather(tf.reshape(x, [batch * longest, channels]), tf.tensor1d(rows, 'int32'));
  return tf.reshape(gathered, [1, rows.length, channels]);
}

function lengthsOf(offsets: readonly number[]): number[] {
  return offsets.slice(1).map((end, b) => end - offsets[b]!);
}
