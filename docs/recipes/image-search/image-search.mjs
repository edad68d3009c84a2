// node image-search.mjs vit.onnx photos/ query.jpg
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { poolArray } from '@ggem/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
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
const session = await InferenceSession.create(model);

/** The tokens of a photograph, `[1, 197, 192]`. */
async function tokensOf(file) {
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
  return { data: tokens.data, shape: tokens.dims };
}

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
for (const [key, photo] of photos.entries()) {
  const tokens = await tokensOf(join(folder, photo));
  for (const [name, index] of Object.entries(indexes)) {
    index.add(
      BigInt(key),
      Float32Array.from(poolArray(tokens, specs[name])),
    );
  }
}
indexes.GGeM.save('ggem.usearch'); // Index.load reads it back

// Ask each index for the five nearest.
const asked = await tokensOf(query);
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
