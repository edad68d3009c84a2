import { loadSimd } from '@ggem/simd';

const simd = await loadSimd();
console.log(simd.build); // 'relaxed-simd', 'simd' or 'typescript'

// Tokens of a ViT-B/16, the class token first, as onnxruntime hands them out: float32, or float16 as bits.
const tokens = { data: new Float32Array(8 * 197 * 768).fill(0.5), shape: [8, 197, 768] } as const;
const pooling = simd.createPooling({ type: 'ggem', groups: 12, prefixTokens: 1 }, { channels: 768 });
console.log(pooling.pool(tokens).length); // 6144, [8, 768]

// Without a copy: fill the kernel's own memory.
const own = pooling.allocate([8, 197, 768]);
own.data.set(tokens.data);
console.log(pooling.pool(own)[0]); // 0.5

const { parameters } = pooling.gradient(own, new Float32Array(8 * 768).fill(1));
console.log(parameters.p?.length); // 12

pooling.dispose();
