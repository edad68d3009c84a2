import { createEmbedder, parsePreprocessing } from '@ggem/embed';
import * as ort from 'onnxruntime-web/wasm';

const [input, output] = [
  document.querySelector('input'),
  document.querySelector('output'),
];
// More threads need a cross-origin isolated page.
ort.env.wasm.numThreads = 1;
const embedder = await createEmbedder({
  session: await ort.InferenceSession.create('./vit-ggem.onnx'),
  // What timm's config.json says of this model.
  preprocessing: parsePreprocessing({
    input_size: [3, 224, 224],
    interpolation: 'bicubic',
    crop_pct: 0.9,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  }),
});
output.textContent = 'Ready.';

input.addEventListener('change', async () => {
  const { data, shape } = await embedder.embed([input.files[0]]);
  const first = Array.from(data.subarray(0, 3), (y) => y.toFixed(2));
  output.textContent = `${shape[1]} numbers: ${first} ...`;
});
