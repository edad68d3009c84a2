// node pool-tokens.mjs vit.onnx photo.jpg
import { definePooling, poolArray } from '@ggem/core';
import { decodeImage, parsePreprocessing, preprocess } from '@ggem/embed';
import { InferenceSession, Tensor } from 'onnxruntime-node';

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

/** A photograph as this ViT wants it, by what timm's config.json says. */
async function pixels(file) {
  const preprocessing = parsePreprocessing({
    input_size: [3, 224, 224],
    interpolation: 'bicubic',
    crop_pct: 0.9,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  });
  const { data } = preprocess(await decodeImage(file), preprocessing);
  return new Tensor('float32', data, [1, 3, 224, 224]);
}

const session = await InferenceSession.create(model);
const { tokens } = await session.run({ pixel_values: await pixels(photo) });
const embedding = embed(tokens);
console.log(tokens.dims, 'becomes', embedding.length);
console.log(
  [...embedding.subarray(0, 4)].map((value) => value.toFixed(2)).join(' '),
);
