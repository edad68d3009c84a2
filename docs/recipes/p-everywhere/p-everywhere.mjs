// node p-everywhere.mjs gem.safetensors
import { readFile, writeFile } from 'node:fs/promises';
import { fromGemTensors, poolArray, toGemTensors } from '@ggem/core';
import { createPooling } from '@ggem/gpujs';
import { poolingModel } from '@ggem/onnx';
import { run } from '@ggem/onnx/run';
import { loadSimd } from '@ggem/simd';
import { pool, poolingLayer } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';
import { GPU } from 'gpu.js';
import { InferenceSession } from 'onnxruntime-node';

// The tensor called p, or pool.p, head.pool.p, ...: one entry is a GeM,
// one a group a GGeM. The spec holds its values.
const channels = 96;
const stored = fromGemTensors(await readFile(process.argv[2]), {
  channels,
});
const { spec } = stored;
console.log(spec.type, spec.p);

// The same two images of 49 tokens for everybody.
const shape = [2, 49, channels];
const data = Float32Array.from({ length: 2 * 49 * channels }, (_, i) =>
  Math.abs(Math.sin(i * 1.3)),
);
const show = (name, y) =>
  console.log(
    name.padEnd(6),
    [...y.slice(0, 4)].map((value) => value.toFixed(5)).join(' '),
  );

show('core', poolArray({ data, shape }, spec));

show('tfjs', pool(tf.tensor3d(data, shape), spec).dataSync());

const session = await InferenceSession.create(
  poolingModel(spec, { channels }),
);
const { pooled } = await run(session, { tokens: { data, shape } });
show('onnx', pooled.data);

const gpu = new GPU({ mode: 'cpu' });
const [first] = await createPooling(gpu, spec, { tokens: 49, channels })(
  data,
);
show('gpujs', first);

const simd = await loadSimd();
show('simd', simd.createPooling(spec, { channels }).pool({ data, shape }));

// Trained further in tfjs, p goes back to PyTorch in the same file format.
const layer = poolingLayer({ spec, inputShape: [49, channels] });
layer.build([null, 49, channels]);
await writeFile(
  'gem-new.safetensors',
  toGemTensors({ spec, channels, parameters: await layer.parameters() }),
);
simd.dispose();
await gpu.destroy();
