import { definePooling, loadSimd } from '@ggem/simd';

const simd = await loadSimd();
const spec = definePooling({
  type: 'ggem',
  groups: 12,
  p: 3,
  prefixTokens: 1,
});
const pooling = simd.createPooling(spec, { channels: 768 });
// Two images of a ViT-B/16, the class token first.
const data = new Float32Array(2 * 197 * 768).fill(0.5);
console.log(pooling.pool({ data, shape: [2, 197, 768] }).length);
