import { decodeImage, parsePreprocessing, preprocess } from '@ggem/embed';
import { createPooling } from '@ggem/webgpu';
import * as ort from 'onnxruntime-web/webgpu';

const [input, output] = [
  document.querySelector('input'),
  document.querySelector('output'),
];
// More threads need a cross-origin isolated page.
ort.env.wasm.numThreads = 1;
const session = await ort.InferenceSession.create('./vit.onnx', {
  executionProviders: ['webgpu'],
  preferredOutputLocation: { tokens: 'gpu-buffer' },
});
// The device of the model, on which its tokens lie.
const device = await ort.env.webgpu.device;

const shape = { tokens: 197, channels: 192, readBack: true };
const patches = { prefixTokens: 1, after: ['l2'] };
const powers = { p: 3, negatives: 'shift', ...patches };
const specs = [
  { type: 'token', after: ['l2'] },
  { type: 'mean', ...patches },
  { type: 'max', ...patches },
  { type: 'gem', ...powers },
  { type: 'ggem', groups: 3, ...powers, p: [2, 3, 8] },
];
const poolings = specs.map((spec) => createPooling(device, spec, shape));

// What timm's config.json says of this model.
const preprocessing = parsePreprocessing({
  input_size: [3, 224, 224],
  interpolation: 'bicubic',
  crop_pct: 0.9,
  mean: [0.5, 0.5, 0.5],
  std: [0.5, 0.5, 0.5],
});
output.textContent = 'Ready.';

input.addEventListener('change', async () => {
  const image = await decodeImage(input.files[0]);
  const { data } = preprocess(image, preprocessing);
  const pixels = new ort.Tensor('float32', data, [1, 3, 224, 224]);
  const { tokens } = await session.run({ pixel_values: pixels }, [
    'tokens',
  ]);
  const vectors = await Promise.all(poolings.map((pool) => pool(tokens)));
  output.textContent = `Tokens [${tokens.dims}] in a ${tokens.location}.\n`;
  for (const [i, vector] of vectors.entries()) {
    // All are of length 1, so that this is the cosine.
    const likeness = vector.reduce(
      (sum, y, c) => sum + y * vectors[0][c],
      0,
    );
    output.textContent += `${specs[i].type}: ${vector.length} numbers, ${likeness.toFixed(2)} like the first\n`;
  }
  tokens.dispose();
});
