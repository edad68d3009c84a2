import { definePooling, poolArray } from '@ggem/core';

// Two images of a ViT-B/16, the class token first.
const data = new Float32Array(2 * 197 * 768).fill(0.5);
const spec = definePooling({
  type: 'ggem',
  groups: 12,
  p: 3,
  prefixTokens: 1,
});
const pooled = poolArray({ data, shape: [2, 197, 768] }, spec);
console.log(pooled.length, pooled[0]);
