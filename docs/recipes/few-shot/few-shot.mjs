// node few-shot.mjs vit.onnx examples/ photo.jpg...
// with a folder in examples/ for each label
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { definePooling, poolArray } from '@ggem/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';

const [model, examples, ...photos] = process.argv.slice(2);
const session = await InferenceSession.create(model);
const spec = definePooling({
  type: 'gem',
  p: 3,
  negatives: 'shift',
  prefixTokens: 1,
});

/** A photograph as a vector of length 1. */
async function embed(file) {
  const bytes = await sharp(file)
    .resize(224, 224)
    .removeAlpha()
    .raw()
    .toBuffer();
  const planes = Float32Array.from(
    bytes,
    (_, i) => bytes[(i % 50176) * 3 + Math.floor(i / 50176)] / 127.5 - 1,
  );
  const { tokens } = await session.run({
    pixel_values: new Tensor('float32', planes, [1, 3, 224, 224]),
  });
  return unit(poolArray({ data: tokens.data, shape: tokens.dims }, spec));
}

const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const unit = (vector) =>
  vector.map((value) => value / Math.sqrt(dot(vector, vector)));
const mean = (vectors) =>
  vectors[0].map(
    (_, i) => vectors.reduce((sum, v) => sum + v[i], 0) / vectors.length,
  );

// What all photographs have in common tells none apart: it is taken off.
const labels = (await readdir(examples)).sort();
const known = await Promise.all(
  labels.map(async (label) => {
    const files = await readdir(join(examples, label));
    return Promise.all(
      files.map((file) => embed(join(examples, label, file))),
    );
  }),
);
const common = mean(known.flat());
const centred = (vector) =>
  unit(vector.map((value, i) => value - common[i]));

// A label is the mean of its examples; a photograph has the nearest label.
const prototypes = known.map((vectors) => unit(mean(vectors.map(centred))));
for (const photo of photos) {
  const vector = centred(await embed(photo));
  const likeness = prototypes.map((prototype) => dot(prototype, vector));
  const best = likeness.indexOf(Math.max(...likeness));
  console.log(
    basename(photo).padEnd(24),
    labels[best],
    likeness[best].toFixed(2),
  );
}
