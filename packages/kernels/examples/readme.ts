import { parseSpec, pool } from '@ggem/core';
import { createRecorder, planKernels } from '@ggem/kernels';

// Core's formula, recorded instead of computed.
const recorder = createRecorder();
const tokens = recorder.array('tokens', [2, 196, 768], ['batch', 'tokens', 'channels']);
const pooled = pool(recorder, parseSpec({ type: 'gem' }), { tokens, channels: 768, parameters: {} });

// One fused kernel: a thread for each pooled value.
const kernels = planKernels(
  recorder,
  [{ name: 'pooled', x: pooled, axes: ['batch', 'channels'] }],
  'GeM of a ViT-B/16',
  { spellsOut: false, largest: 'max' },
);
console.log(kernels.map(({ name, parameters, output }) => [name, ...parameters, ...output]));
