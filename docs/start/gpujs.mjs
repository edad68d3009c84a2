import { createPooling, definePooling } from '@ggem/gpujs';
import { GPU } from 'gpu.js';

const gpu = new GPU({ mode: 'webasm' }); // in a page: 'webgpu' or 'webgl2'
const spec = definePooling({
  type: 'ggem',
  groups: 12,
  p: 3,
  prefixTokens: 1,
});
const pooling = createPooling(gpu, spec, { tokens: 197, channels: 768 });
// Two images of a ViT-B/16, the class token first.
const pooled = await pooling(new Float32Array(2 * 197 * 768).fill(0.5));
console.log(pooled.length, pooled[0].length, pooling.device);
