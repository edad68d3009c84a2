import { createPooling, definePooling } from '@ggem/webgpu';

const adapter = await navigator.gpu.requestAdapter();
const device = await adapter.requestDevice();
const spec = definePooling({
  type: 'ggem',
  groups: 12,
  p: 3,
  prefixTokens: 1,
});
const pooling = createPooling(device, spec, {
  tokens: 197,
  channels: 768,
});
// Two images of a ViT-B/16, the class token first, where a model left them.
const tokens = device.createBuffer({
  size: 4 * 2 * 197 * 768,
  usage: GPUBufferUsage.STORAGE,
});
const embedding = await pooling(tokens, { batch: 2 });
console.log(`${embedding.size} bytes on the card, [2, 768]`);
