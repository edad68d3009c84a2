// node pool-tokens.mjs vit.onnx photo.jpg
import { definePooling, poolArray } from '@ggem/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';

const [model, photo] = process.argv.slice(2);

/** Tokens as onnxruntime and transformers.js give them, to one vector. */
function embed({ data, dims }) {
  const spec = definePooling({
    type: 'ggem',
    groups: 3,
    p: 3,
    negatives: 'shift',
    prefixTokens: 1,
  });
  return poolArray({ data, shape: dims }, spec);
}

/** A photograph as this ViT wants it: 224 × 224, three planes, -1 to 1. */
async function pixels(file) {
  const bytes = await sharp(file)
    .resize(224, 224)
    .removeAlpha()
    .raw()
    .toBuffer();
  const planes = Float32Array.from(
    { length: bytes.length },
    (_, i) => bytes[(i % 50176) * 3 + Math.floor(i / 50176)],
  );
  return new Tensor(
    'float32',
    planes.map((value) => value / 127.5 - 1),
    [1, 3, 224, 224],
  );
}

const session = await InferenceSession.create(model);
const { tokens } = await session.run({ pixel_values: await pixels(photo) });
const embedding = embed(tokens);
console.log(tokens.dims, 'becomes', embedding.length);
console.log(
  [...embedding.subarray(0, 4)].map((value) => value.toFixed(2)).join(' '),
);
