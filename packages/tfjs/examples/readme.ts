import {
  attribution,
  attributionMap,
  definePooling,
  exponentOptimizer,
  pool,
  poolingLayer,
} from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';

// A function: tokens of a ViT-B/16, the class token first, to one vector an image.
const tokens = tf.randomUniform([2, 197, 768]);
const spec = definePooling({ type: 'ggem', groups: 12, prefixTokens: 1 });
const embedding = pool(tokens, spec);
console.log(embedding.shape); // [2, 768]

// Where it looks: a map over the patches for each group, and how many patches count.
const { byGroup, average } = attribution(tokens, spec);
console.log(attributionMap(byGroup.weights, [14, 14]).shape); // [2, 12, 14, 14]
console.log(average.effectiveTokens.shape); // [2, 1, 1]: between 1 and 196

// A layer: p is a trainable weight, one a group, with a learning rate of its own.
const pooling = poolingLayer({ spec, inputShape: [197, 768] });
const model = tf.sequential({ layers: [pooling, tf.layers.dense({ units: 10, activation: 'softmax' })] });
model.compile({
  optimizer: exponentOptimizer(tf.train.adam(1e-3), tf.train.adam(1e-2)),
  loss: 'categoricalCrossentropy',
});
await model.fit(tokens, tf.oneHot([3, 7], 10), { verbose: 0 });
console.log((await pooling.parameters()).p?.length); // 12

tf.dispose([tokens, embedding, byGroup, average]);
model.dispose();
