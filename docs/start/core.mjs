import { poolArray } from '@ggem/core';

const data = new Float32Array(2 * 197 * 768).fill(0.5); // two images of a ViT-B/16, the class token first
const embedding = poolArray(
  { data, shape: [2, 197, 768] },
  { type: 'ggem', groups: 12, p: 3, prefixTokens: 1 },
);
console.log(embedding.length, embedding[0]);
