import type { TrainingModels } from '@ggem/onnx/training';
import type { TrainingData } from '../data/trainingData.ts';
import type { HostTensor } from '../session/session.ts';
import { classMeans } from './classMeans.ts';
import { evaluate, largest } from './evaluate.ts';
import { interval } from './interval.ts';
import type { SessionPool } from './sessionPool.ts';
import type { TokenSource } from './tokenSource.ts';

/** A share of images told right. */
export interface Accuracy {
  readonly right: number;
  readonly count: number;
  readonly accuracy: number;
  /** Wilson's 95 % interval. */
  readonly interval: readonly [low: number, high: number];
  /** The class that each image is taken for, in their order. */
  readonly named: readonly number[];
}

interface Sets {
  readonly source: TokenSource;
  readonly data: TrainingData;
  readonly held: TokenSource;
  readonly validation: TrainingData;
}

const all = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** The accuracy on images held out: by the model's head, or by the class means of the features of the training images. */
export async function measureAccuracy(
  models: TrainingModels,
  pool: SessionPool,
  weights: Readonly<Record<string, HostTensor>>,
  { source, data, held, validation }: Sets,
  { shards, how }: { readonly shards: number; readonly how: 'means' | 'head' },
): Promise<Accuracy | undefined> {
  const { labels } = validation;
  if (labels === undefined || data.labels === undefined) return undefined;
  const known = data.labels;
  const means = classMeans(models.start.head.classes);
  if (how === 'means') {
    await evaluate(models, pool, source, weights, all(data.count), shards, ({ index, features }) => {
      means.add(features, known[index]!);
    });
  }
  const named: number[] = [];
  await evaluate(
    models,
    pool,
    held,
    weights,
    all(validation.count),
    shards,
    ({ index, scores, features }) => {
      named[index] = how === 'means' ? means.nearest(features) : largest(scores);
    },
  );
  const { count } = validation;
  const right = named.filter((found, index) => found === labels[index]).length;
  return { named, right, count, accuracy: right / count, interval: interval(right, count) };
}
