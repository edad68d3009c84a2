import { readFile } from 'node:fs/promises';
import { createEmbedder, parsePreprocessing } from '@ggem/embed';
import { InferenceSession } from 'onnxruntime-node';

// A ViT, and the file beside it that says what it wants images to be.
const [model = 'vit.onnx', config = 'preprocessor_config.json', ...photos] = process.argv.slice(2);
const embedder = await createEmbedder({
  session: await InferenceSession.create(model),
  model: { output: 'tokens' },
  pooling: { type: 'ggem', groups: 3, p: 3, negatives: 'shift', prefixTokens: 1 },
  preprocessing: parsePreprocessing(await readFile(config, 'utf8')),
});

const { data, shape } = await embedder.embed(photos);
console.log(shape, data.length); // [photos, channels]
