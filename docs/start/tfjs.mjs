import { definePooling, pool } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';

// Two images of a ViT-B/16, the class token first.
const tokens = tf.randomNormal([2, 197, 768]);
const spec = definePooling({
  type: 'ggem',
  groups: 12,
  p: 3,
  prefixTokens: 1,
});
console.log(pool(tokens, spec).shape);
