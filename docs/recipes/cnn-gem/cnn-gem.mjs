// node cnn-gem.mjs folder-of-model.json photo.jpg...
import { readFile } from 'node:fs/promises';
import { poolingLayer } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import sharp from 'sharp';

const [folder, ...photos] = process.argv.slice(2);
await tf.setBackend('wasm');

// A model from files, where a browser would say tf.loadLayersModel(url).
const { modelTopology, weightsManifest } = JSON.parse(
  await readFile(`${folder}/model.json`, 'utf8'),
);
const files = weightsManifest.flatMap(({ paths }) => paths);
const bytes = await Promise.all(
  files.map((file) => readFile(`${folder}/${file}`)),
);
const cnn = await tf.loadLayersModel(
  tf.io.fromMemory({
    modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(Buffer.concat(bytes)).buffer,
  }),
);

// Cut before the average; a feature map of h × w places is h · w tokens.
const average = cnn.layers.find(
  (layer) => layer.getClassName() === 'GlobalAveragePooling2D',
);
const [, height, width, channels] = average.input.shape;
const tokens = tf.layers
  .reshape({ targetShape: [height * width, channels] })
  .apply(average.input);

// The same network under another pooling. Its features are negative too,
// so they are shifted.
function pooledBy(p) {
  const layer = poolingLayer({
    spec: { type: 'gem', p, negatives: 'shift' },
  });
  return tf.model({ inputs: cnn.inputs, outputs: layer.apply(tokens) });
}

const models = {
  average: cnn,
  'GeM, p = 1': pooledBy(1),
  'GeM, p = 3': pooledBy(3),
};
for (const photo of photos) {
  const pixels = await sharp(photo)
    .resize(224, 224)
    .removeAlpha()
    .raw()
    .toBuffer();
  const image = tf
    .tensor4d(Float32Array.from(pixels), [1, 224, 224, 3])
    .div(255);
  console.log(photo.split('/').at(-1));
  for (const [name, model] of Object.entries(models)) {
    const [best] = model.predict(image).argMax(-1).dataSync();
    console.log(`  ${name.padEnd(10)}  class ${best}`);
  }
}
