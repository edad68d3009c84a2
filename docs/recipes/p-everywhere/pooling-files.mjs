// node pooling-files.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { readPoolingFiles, writePoolingFiles } from '@ggem/core';
import { poolingModel, poolingsIn } from '@ggem/onnx';
import { run } from '@ggem/onnx/run';
import { definePooling, pool, poolingLayer } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';
import { InferenceSession } from 'onnxruntime-node';

// A GGeM that learned something in tfjs.
const channels = 96;
const spec = definePooling({ type: 'ggem', groups: 3 });
const layer = poolingLayer({ spec, inputShape: [49, channels] });
const model = tf.sequential({ layers: [layer] });
model.compile({ optimizer: tf.train.sgd(5), loss: 'meanSquaredError' });
const shape = [2, 49, channels];
const data = Float32Array.from({ length: 2 * 49 * channels }, (_, i) =>
  Math.abs(Math.sin(i * 1.3)),
);
const tokens = tf.tensor3d(data, shape);
await model.fit(tokens, tf.zeros([2, channels]), { epochs: 3, verbose: 0 });

// The pair of files.
const files = writePoolingFiles({
  spec,
  channels,
  parameters: await layer.parameters(),
});
await writeFile('pooling.json', files.json);
await writeFile('pooling.safetensors', files.safetensors);

// Read into ONNX.
const stored = readPoolingFiles(
  await readFile('pooling.json'),
  await readFile('pooling.safetensors'),
);
const onnx = poolingModel(stored.spec, {
  channels: stored.channels,
  values: stored.parameters,
});
const session = await InferenceSession.create(onnx);
const { pooled } = await run(session, { tokens: { data, shape } });

// Out of the ONNX model, by the same pair, into tfjs again.
const [found] = poolingsIn(onnx);
const back = writePoolingFiles(found);
const { parameters } = readPoolingFiles(back.json, back.safetensors);
const again = pool(tokens, found.spec, {
  parameters: { p: tf.tensor1d([...parameters.p]) },
});

const { p } = await layer.parameters();
const same = (a, b) =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
const farthest = (a, b) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i])));
const trained = await model.predict(tokens).data();
console.log(
  'p moved from 3 in all groups:',
  p.every((value) => value !== 3),
);
console.log(
  'p in ONNX is that of tfjs to the last bit:',
  same([...stored.parameters.p], p),
);
console.log('and so it is back in tfjs:', same([...parameters.p], p));
console.log(
  'pooled alike to 1e-6:',
  farthest([...pooled.data], trained) < 1e-6,
);
console.log(
  'back in tfjs to the last bit:',
  same([...(await again.data())], [...trained]),
);
