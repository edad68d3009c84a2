import { createPooling } from '@ggem/gpujs';
import { GPU } from 'gpu.js';

// In a page all of this stays on the GPU; 'webgpu' works too.
const gpu = new GPU({
  mode: typeof document === 'undefined' ? 'webasm' : 'webgl2',
});
const [batch, tokens, channels, classes] = [2, 49, 96, 4];
const pipeline = true;

// Your kernel before: here one that makes up tokens,
// in [batch, tokens, channels].
const makeTokens = gpu
  .createKernel(
    `function () {
      const angle = this.thread.x * 1.7 + this.thread.y * 0.9;
      return (1 + this.thread.z) * Math.abs(Math.sin(angle));
    }`,
  )
  .setOutput([channels, tokens, batch])
  .setPipeline(pipeline);

// The pooling, one fused kernel: textures in, a texture out.
const pooling = createPooling(
  gpu,
  { type: 'ggem', groups: 3 },
  { tokens, channels, pipeline },
);

// Your kernel after: here a linear layer.
const classify = gpu
  .createKernel(
    `function (pooled, weights) {
      let sum = 0;
      for (let c = 0; c < this.constants.channels; c++) {
        sum += pooled[this.thread.y][c] * weights[this.thread.x][c];
      }
      return sum;
    }`,
  )
  .setConstants({ channels })
  .setOutput([classes, batch]);

const weights = Array.from({ length: classes }, (_, k) =>
  Float32Array.from(
    { length: channels },
    (_, c) => Math.cos(k + c) / channels,
  ),
);
const x = await makeTokens();
const pooled = await pooling(x);
const logits = await classify(pooled, weights);
console.log(pooling.device);
for (const row of logits)
  console.log(Array.from(row, (value) => value.toFixed(4)).join(' '));

// Results that stay on a device are given back by hand.
for (const result of [x, pooled]) result.delete?.();
pooling.destroy();
await gpu.destroy();
