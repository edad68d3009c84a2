import { createPooling, createPoolingGradient, definePooling } from '@ggem/webgpu';

const adapter = await navigator.gpu.requestAdapter();
const device = await adapter!.requestDevice();

// Tokens of two images by a ViT-B/16, the class token first, where a model left them.
const size = 4 * 2 * 197 * 768;
const tokens = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE });

const spec = definePooling({ type: 'ggem', groups: 12, prefixTokens: 1 });
const pooling = createPooling(device, spec, { tokens: 197, channels: 768 });
const embedding = await pooling(tokens, { batch: 2 });
console.log(embedding.size); // 6144 bytes, [2, 768] in float32

// The gradient of a loss, from its gradient for the embedding: for tokens, and for the exponents p, here as numbers.
const gradient = createPoolingGradient(device, spec, { tokens: 197, channels: 768, readBack: true });
const { tokens: dx, parameters } = await gradient(tokens, embedding, { batch: 2 });
console.log(dx.length, parameters.p?.length); // 302592 12

pooling.destroy();
gradient.destroy();
for (const buffer of [tokens, embedding]) buffer.destroy();
