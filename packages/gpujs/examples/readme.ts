import { createPooling, createPoolingGradient, definePooling } from '@ggem/gpujs';
import { GPU } from 'gpu.js';

// Tokens of a ViT-B/16, the class token first, to one vector an image.
const gpu = new GPU({ mode: 'webasm' }); // or 'webgpu', 'webgl2', 'cpu'
const spec = definePooling({ type: 'ggem', groups: 12, prefixTokens: 1 });
const shape = { tokens: 197, channels: 768 };
const tokens = new Float32Array(2 * 197 * 768).fill(0.5); // two images

const pooling = createPooling(gpu, spec, shape);
const embedding = await pooling(tokens);
console.log(embedding.length, embedding[0]!.length, pooling.device); // 2 768 webasm

// The gradient of a loss, from its gradient for the embedding: for tokens, and for the exponents p.
const gradient = createPoolingGradient(gpu, spec, shape);
const { tokens: dx, parameters } = await gradient(tokens, embedding);
console.log(dx[0]!.length, parameters.p!.length); // 197 12

pooling.destroy();
gradient.destroy();
await gpu.destroy();
