import { pool } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';

const tokens = tf.randomNormal([2, 197, 768]); // two images of a ViT-B/16, the class token first
const embedding = pool(tokens, { type: 'ggem', groups: 12, p: 3, prefixTokens: 1 });
console.log(embedding.shape);
