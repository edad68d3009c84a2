import type { TrainingModels } from '@ggem/onnx/training';
import type { HostTensor } from '../session/session.ts';
import { evaluate } from './evaluate.ts';
import type { SessionPool } from './sessionPool.ts';
import type { TokenSource } from './tokenSource.ts';

/** Features of images `[images, width]`: as the head reads them, of pairs as it gives them. */
export interface Features {
  readonly width: number;
  readonly data: Float32Array;
}

/** The features of so many images with the weights as they are. */
export async function featuresOf(
  models: TrainingModels,
  pool: SessionPool,
  source: TokenSource,
  weights: Readonly<Record<string, HostTensor>>,
  { count, shards }: { readonly count: number; readonly shards: number },
): Promise<Features> {
  const { head } = models.start;
  // Of pairs the vectors that are compared with those of texts.
  const isPair = models.answers === head.output;
  const width = isPair ? head.classes : head.features;
  const data = new Float32Array(count * width);
  const all = Array.from({ length: count }, (_, i) => i);
  await evaluate(models, pool, source, weights, all, shards, ({ index, features, scores }) => {
    data.set(isPair ? scores : features, index * width);
  });
  return { width, data };
}
