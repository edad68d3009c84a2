// node transformers-js.mjs models vit-tiny photo.jpg
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { poolArray } from '@ggem/core';
import { attachPooling } from '@ggem/onnx';
import { env, pipeline } from '@huggingface/transformers';

const [models, id, photo] = process.argv.slice(2);
// A folder of models, as the Hub has them: config.json, preprocessor_config.json, onnx/model.onnx.
env.localModelPath = models;
env.allowRemoteModels = false;

const spec = {
  type: 'ggem',
  groups: 3,
  negatives: 'shift',
  prefixTokens: 1,
};
const show = (what, dims, data) => {
  const first = [...data.slice(0, 3)].map((value) => value.toFixed(3));
  console.log(what, dims, first.join(' '));
};

// The tokens of a photograph, pooled as they come: tensors of transformers.js need no conversion.
const task = 'image-feature-extraction';
const files = new Set();
const extract = await pipeline(task, id, {
  dtype: 'fp32',
  device: 'cpu',
  progress_callback: ({ status, file }) => {
    if (status === 'done') files.add(file);
  },
});
console.log('loaded', [...files].sort());
const tokens = await extract(photo);
console.log('tokens', tokens.dims);
const outside = poolArray(tokens, spec);
show('pooled outside', [1, outside.length], outside);

// The same pooling inside of the model, under the name that the pipeline asks for.
const bytes = await readFile(join(models, id, 'onnx/model.onnx'));
const edited = attachPooling(bytes, spec, {
  tokens: 'last_hidden_state',
  output: 'pooler_output',
});
await writeFile(join(models, id, 'onnx/model_ggem.onnx'), edited.toBytes());
const embed = await pipeline(task, id, {
  dtype: 'fp32',
  device: 'cpu',
  model_file_name: 'model_ggem',
});
const inside = await embed(photo, { pool: true });
show('pooled inside', inside.dims, inside.data);
const apart = inside.data.map((value, i) => Math.abs(value - outside[i]));
console.log('the same to 1e-4:', Math.max(...apart) < 1e-4);

await extract.dispose();
await embed.dispose();
