import { definePooling, poolingModel } from '@ggem/onnx';
import { run } from '@ggem/onnx/run';
import { InferenceSession } from 'onnxruntime-node';

const spec = definePooling({
  type: 'ggem',
  groups: 12,
  p: 3,
  prefixTokens: 1,
});
const session = await InferenceSession.create(
  poolingModel(spec, { channels: 768 }),
);
// Two images of a ViT-B/16, the class token first.
const data = new Float32Array(2 * 197 * 768).fill(0.5);
const { pooled } = await run(session, {
  tokens: { data, shape: [2, 197, 768] },
});
console.log(pooled.shape, pooled.data[0]);
