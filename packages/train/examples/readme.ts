import { finetune, sessionsOf, vit } from '@ggem/train';
import * as runtime from 'onnxruntime-node';

// Any model will do, such as the bytes of vit.onnx; this is a small one that was never trained.
const model = vit({ image: [1, 8, 8], patch: 4, width: 12, depth: 2, heads: 3, classes: 2 });
const labels = Array.from({ length: 32 }, (_, i) => i % 2);
const image = async (i: number) =>
  Float32Array.from({ length: 64 }, (_, at) => Math.sin(at + i) + 2 * labels[i]!);

const tuned = await finetune(model, {
  pooling: { type: 'ggem', groups: 3, range: [1, 8] },
  classes: 2,
  data: { count: 32, labels, image },
  from: 'all', // or { blocks: 2 }, 'head', the number of a block, the name of a value
  session: sessionsOf(runtime), // or onnxruntime-web
  epochs: 4,
});
console.log(tuned.parameters.p?.length, tuned.losses.length); // 3 4
