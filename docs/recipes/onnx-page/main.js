import * as ort from 'onnxruntime-web/wasm';

const [input, output] = [
  document.querySelector('input'),
  document.querySelector('output'),
];
// More threads need a cross-origin isolated page.
ort.env.wasm.numThreads = 1;
const session = await ort.InferenceSession.create('./vit-ggem.onnx');
output.textContent = 'Ready.';

input.addEventListener('change', async () => {
  const { pooled } = await session.run({
    pixel_values: await pixels(input.files[0]),
  });
  const first = Array.from(pooled.data.subarray(0, 3), (y) => y.toFixed(2));
  output.textContent = `${pooled.dims[1]} numbers: ${first} ...`;
});

/** A photograph as this ViT wants it: 224 × 224, three planes, -1 to 1. */
async function pixels(file) {
  const image = await createImageBitmap(file);
  const context = new OffscreenCanvas(224, 224).getContext('2d');
  context.imageSmoothingQuality = 'high';
  const side = Math.min(image.width, image.height);
  const [x, y] = [(image.width - side) / 2, (image.height - side) / 2];
  context.drawImage(image, x, y, side, side, 0, 0, 224, 224);
  const { data } = context.getImageData(0, 0, 224, 224);
  const planes = Float32Array.from({ length: 3 * 50176 }, (_, i) => {
    return data[(i % 50176) * 4 + Math.floor(i / 50176)] / 127.5 - 1;
  });
  return new ort.Tensor('float32', planes, [1, 3, 224, 224]);
}
