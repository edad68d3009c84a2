// node image-search.mjs vit.onnx photos/ query.jpg
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { poolArray } from '@ggem/core';
import { createEmbedder, parsePreprocessing } from '@ggem/embed';
import { InferenceSession } from 'onnxruntime-node';
import sharp from 'sharp';
import { Index, MetricKind, ScalarKind } from 'usearch';

const [model, folder, query] = process.argv.slice(2);

// One index a pooling. Nothing is trained here: the exponents are a guess.
const power = { negatives: 'shift', prefixTokens: 1 };
const specs = {
  'class token': { type: 'token' },
  average: { type: 'mean', prefixTokens: 1 },
  max: { type: 'max', prefixTokens: 1 },
  GeM: { type: 'gem', p: 3, ...power },
  GGeM: { type: 'ggem', groups: 3, p: [2, 4, 6], ...power },
};
const embedder = await createEmbedder({
  session: await InferenceSession.create(model),
  model: { output: 'tokens' },
  // What timm's config.json says of this model.
  preprocessing: parsePreprocessing({
    input_size: [3, 224, 224],
    interpolation: 'bicubic',
    crop_pct: 0.9,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  }),
});

// Embed every photograph once, pool it five ways.
const photos = (await readdir(folder))
  .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
  .sort();
const indexes = Object.fromEntries(
  Object.keys(specs).map((name) => {
    return [
      name,
      new Index({
        dimensions: 192,
        metric: MetricKind.Cos,
        quantization: ScalarKind.F32,
      }),
    ];
  }),
);
const files = photos.map((photo) => join(folder, photo));
for await (const batch of embedder.stream(files)) {
  for (const [name, index] of Object.entries(indexes)) {
    index.add(
      BigUint64Array.from(batch.images, BigInt),
      Float32Array.from(poolArray(batch, specs[name])),
    );
  }
}
indexes.GGeM.save('ggem.usearch'); // Index.load reads it back

// Ask each index for the five nearest.
const asked = await embedder.embed([query]);
const rows = Object.entries(indexes).map(([name, index]) => {
  const vector = Float32Array.from(poolArray(asked, specs[name]));
  const { keys } = index.search(vector, 5);
  return [name, [...keys].map((key) => photos[Number(key)])];
});
for (const [name, found] of rows)
  console.log(`${name}\n  ${found.join('\n  ')}`);

// The contact sheet: a row a pooling.
const tile = 160;
const tiles = rows.flatMap(([, found], row) =>
  found.map(async (photo, column) => ({
    input: await sharp(join(folder, photo)).resize(tile, tile).toBuffer(),
    left: column * tile,
    top: row * tile,
  })),
);
const sheet = {
  width: 5 * tile,
  height: rows.length * tile,
  channels: 3,
  background: 'white',
};
await sharp({ create: sheet })
  .composite(await Promise.all(tiles))
  .jpeg()
  .toFile('sheet.jpg');
