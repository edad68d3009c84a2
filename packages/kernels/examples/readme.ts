import { parseSpec } from '@ggem/core';
import { planPooling, wgsl } from '@ggem/kernels';

// GGeM of two images of a ViT-B/16, as compute shaders of WebGPU. `glsl` in place of `wgsl` gives functions for WebGL2, `gpuJs(...)` gpu.js's JavaScript.
const spec = parseSpec({ type: 'ggem', groups: 12, prefixTokens: 1 });
const inputs = { given: ['mask'], live: ['p'], parameterValues: {} };
const call = { batch: 2, tokens: 197, channels: 768, ...inputs };
const { kernels } = planPooling('pooled', spec, call, wgsl);

for (const { name, bindings, shape, workgroups } of kernels) {
  const given = bindings.map((one) => ('name' in one ? one.name : one.kind));
  console.log(name, given, shape, workgroups); // [2, 768] values of 'pooled', by 24 workgroups of 64 threads
}
