// node onnx-vit.mjs vit.onnx photo.jpg
import { readFile, writeFile } from 'node:fs/promises';
import { createEmbedder, parsePreprocessing } from '@ggem/embed';
import { attachPooling, definePooling, listCandidates } from '@ggem/onnx';
import { InferenceSession } from 'onnxruntime-node';

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
const embedder = await createEmbedder({
  session: await InferenceSession.create('vit-ggem.onnx'),
  // What timm's config.json says of this model.
  preprocessing: parsePreprocessing({
    input_size: [3, 224, 224],
    interpolation: 'bicubic',
    crop_pct: 0.9,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  }),
});
const pooled = await embedder.embed([photo]);
console.log(
  'pooled',
  pooled.shape,
  [...pooled.data.subarray(0, 3)]
    .map((value) => value.toFixed(3))
    .join(' '),
);
