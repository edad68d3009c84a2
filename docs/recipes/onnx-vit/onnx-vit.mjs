// node onnx-vit.mjs vit.onnx photo.jpg
import { readFile, writeFile } from 'node:fs/promises';
import { attachPooling, definePooling, listCandidates } from '@ggem/onnx';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';

const [model, photo] = process.argv.slice(2);

// What can be pooled? Then one more output, every byte of the rest kept.
const bytes = await readFile(model);
const candidates = listCandidates(bytes).tokens.filter(
  ({ isOutput }) => isOutput,
);
console.log(
  'tokens:',
  candidates.map(({ name }) => name),
);
const spec = definePooling({
  type: 'ggem',
  groups: 3,
  p: 3,
  negatives: 'shift',
  prefixTokens: 1,
});
const edited = attachPooling(bytes, spec, {
  tokens: candidates.at(-1).name,
  normalize: true,
});
await writeFile('vit-ggem.onnx', edited.toBytes());

// From here on it is an ordinary model: a photograph in, an embedding out.
const session = await InferenceSession.create('vit-ggem.onnx');
const rgb = await sharp(photo)
  .resize(224, 224)
  .removeAlpha()
  .raw()
  .toBuffer();
const planes = Float32Array.from(
  rgb,
  (_, i) => rgb[(i % 50176) * 3 + Math.floor(i / 50176)] / 127.5 - 1,
);
const input = new Tensor('float32', planes, [1, 3, 224, 224]);
const { pooled } = await session.run({ pixel_values: input }, ['pooled']);
console.log(
  'pooled',
  pooled.dims,
  [...pooled.data.subarray(0, 3)]
    .map((value) => value.toFixed(3))
    .join(' '),
);
