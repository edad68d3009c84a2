// node few-shot.mjs vit.onnx examples/ photo.jpg...
// with a folder in examples/ for each label
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createEmbedder, parsePreprocessing } from '@ggem/embed';
import { InferenceSession } from 'onnxruntime-node';

const [model, examples, ...photos] = process.argv.slice(2);
const embedder = await createEmbedder({
  session: await InferenceSession.create(model),
  model: { output: 'tokens' },
  pooling: { type: 'gem', p: 3, negatives: 'shift', prefixTokens: 1 },
  // What timm's config.json says of this model.
  preprocessing: parsePreprocessing({
    input_size: [3, 224, 224],
    interpolation: 'bicubic',
    crop_pct: 0.9,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  }),
});

/** Photographs as vectors of length 1. */
async function embed(files) {
  const { data, shape } = await embedder.embed(files);
  return files.map((_, i) =>
    unit(data.subarray(i * shape[1], (i + 1) * shape[1])),
  );
}

const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const unit = (vector) =>
  vector.map((value) => value / Math.sqrt(dot(vector, vector)));
const mean = (vectors) =>
  vectors[0].map(
    (_, i) => vectors.reduce((sum, v) => sum + v[i], 0) / vectors.length,
  );

// The mean of all photographs says nothing about a label: it is subtracted.
const labels = (await readdir(examples)).sort();
const known = await Promise.all(
  labels.map(async (label) => {
    const files = await readdir(join(examples, label));
    return embed(files.map((file) => join(examples, label, file)));
  }),
);
const common = mean(known.flat());
const centred = (vector) =>
  unit(vector.map((value, i) => value - common[i]));

// A label is the mean of its examples; a photograph has the nearest label.
const prototypes = known.map((vectors) => unit(mean(vectors.map(centred))));
for (const [i, vector] of (await embed(photos)).entries()) {
  const likeness = prototypes.map((prototype) =>
    dot(prototype, centred(vector)),
  );
  const best = likeness.indexOf(Math.max(...likeness));
  console.log(
    basename(photos[i]).padEnd(24),
    labels[best],
    likeness[best].toFixed(2),
  );
}
