import type { TrainSession } from '@ggem/train';
import { countCorrect } from './countCorrect.ts';
import { type Dataset, IMAGE_SIZE, ink } from './mnist.ts';

const BATCH = 250;

/** Share of the images that a trained ONNX model gets right. */
export async function modelAccuracy(session: TrainSession, data: Dataset): Promise<number> {
  let correct = 0;
  for (let from = 0; from < data.count; from += BATCH) {
    const to = Math.min(BATCH + from, data.count);
    const dims = [to - from, 1, IMAGE_SIZE, IMAGE_SIZE];
    const { logits } = await session.run({ pixel_values: { data: ink(data, from, to), dims } });
    correct += countCorrect(logits!.data, data.labels.subarray(from, to));
  }
  return correct / data.count;
}
