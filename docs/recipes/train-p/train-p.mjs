import { readFile, writeFile } from 'node:fs/promises';
import { poolingModel } from '@ggem/onnx';
import { run } from '@ggem/onnx/run';
import {
  exponentOptimizer,
  poolingLayer,
  registerPoolingLayer,
} from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';
import { InferenceSession } from 'onnxruntime-node';

await tf.setBackend('cpu');

// Your tokens go here; these are made up. Class 1 differs in two ways: a few
// patches answer strongly in the first six channels, and all patches a little
// more in the others, where a few strong answers mean nothing.
const [images, patches, channels] = [120, 20, 12];
const random = (seed, shape, high = 1) =>
  tf.randomUniform(shape, 0, high, 'float32', seed);
const classes = tf.tensor1d(
  Array.from({ length: images }, (_, i) => i % 2),
  'int32',
);
const isOne = classes.reshape([-1, 1, 1]).cast('float32');
const spots = (seed) =>
  random(seed, [images, patches, 6]).less(0.06).cast('float32');
const local = random(1, [images, patches, 6], 0.5).add(spots(2).mul(isOne));
const broad = random(3, [images, patches, 6], 0.5)
  .add(spots(4))
  .add(isOne.mul(0.1));
const tokens = tf.concat([local, broad], 2);
const labels = tf.oneHot(classes, 2);

// Pooling and head, trained together, p at three times the head's rate.
const pooling = poolingLayer({
  spec: { type: 'ggem', groups: 2, p: 3 },
  inputShape: [patches, channels],
});
const head = tf.layers.dense({
  units: 2,
  activation: 'softmax',
  kernelInitializer: tf.initializers.zeros(),
});
const model = tf.sequential({ layers: [pooling, head] });
model.compile({
  optimizer: exponentOptimizer(tf.train.adam(0.01), tf.train.adam(0.03)),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});
const { history } = await model.fit(tokens, labels, {
  epochs: 30,
  batchSize: 40,
  shuffle: false,
  verbose: 0,
});
console.log('accuracy', history.acc.at(-1).toFixed(2));
console.log(
  'p',
  (await pooling.parameters()).p.map((p) => p.toFixed(2)),
);

// Save: one JSON file with the weights in it.
const writeModel = async ({ modelTopology, weightSpecs, weightData }) => {
  const weights = Buffer.from(weightData).toString('base64');
  const text = JSON.stringify({ modelTopology, weightSpecs, weights });
  await writeFile('model.json', text);
  const dateSaved = new Date();
  return { modelArtifactsInfo: { dateSaved, modelTopologyType: 'JSON' } };
};
await model.save(tf.io.withSaveHandler(writeModel));

// Load, in this or another program: the layer has to be known by name.
registerPoolingLayer();
const { weights, ...saved } = JSON.parse(
  await readFile('model.json', 'utf8'),
);
const weightData = new Uint8Array(Buffer.from(weights, 'base64')).buffer;
const loaded = await tf.loadLayersModel(
  tf.io.fromMemory({ ...saved, weightData }),
);
const difference = loaded
  .predict(tokens)
  .sub(model.predict(tokens))
  .abs()
  .max()
  .dataSync()[0];
console.log('loaded model differs by', difference);

// On to ONNX: the same pooling with the trained p, as a model of its own.
const { spec } = pooling;
const onnx = poolingModel(spec, {
  channels,
  values: await pooling.parameters(),
});
const session = await InferenceSession.create(onnx);
const { pooled } = await run(session, {
  tokens: { data: tokens.dataSync(), shape: tokens.shape },
});
const inTfjs = pooling.apply(tokens).dataSync();
const off = pooled.data.map((y, i) => Math.abs(y - inTfjs[i]) / inTfjs[i]);
console.log(
  'ONNX agrees to',
  Math.max(...off) < 1e-5 ? '1 in 100,000' : Math.max(...off),
);
