import { definePooling, poolArray, poolArrayGradient, poolingWeightsArray } from '@ggem/core';

// Two images of three tokens with four channels; the first token is the class token.
const tokens = { shape: [2, 3, 4] as const, data: Float32Array.from({ length: 24 }, (_, i) => i % 7) };
const spec = definePooling({ type: 'ggem', groups: 2, p: [3, 'inf'], prefixTokens: 1 });

console.log(poolArray(tokens, spec)); // [2 × 4]: power mean with p = 3, then maximum
console.log(poolingWeightsArray(tokens, spec)); // [2 × 3 × 4]: where each channel looks
console.log(poolArrayGradient(tokens, spec, new Float64Array(8).fill(1)).parameters); // p [2]: gradient of each p
