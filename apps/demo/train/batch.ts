import { random, shuffled } from '@ggem/train';
import { augment } from './augment.ts';
import { CLASSES, type Dataset, IMAGE_SIZE } from './mnist.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/** Images with ink 0..1 and their labels as one-hot rows, on the host. */
export interface Batch {
  readonly size: number;
  readonly images: Float32Array;
  readonly labels: Uint8Array;
  readonly oneHot: Float32Array;
}

/** Gives the augmented batch of any step; the same seed and step always give the same batch. */
export function trainingBatches(data: Dataset, size: number, seed: number): (step: number) => Batch {
  const stepsPerEpoch = Math.floor(data.count / size);
  let epoch = -1;
  let order = new Uint32Array();
  return (step) => {
    const wanted = Math.floor(step / stepsPerEpoch);
    if (wanted !== epoch) {
      epoch = wanted;
      order = shuffled(data.count, random(seed, 1, epoch)) as Uint32Array<ArrayBuffer>;
    }
    const next = random(seed, 2, step);
    const first = (step % stepsPerEpoch) * size;
    const batch = emptyBatch(size);
    for (let i = 0; i < size; i++) {
      const image = order[first + i]!;
      augment(data.images, image, batch.images, i * PIXELS, next);
      setLabel(batch, i, data.labels[image]!);
    }
    return batch;
  };
}

/** The images `from` to `from + size` as they are. */
export function plainBatch(data: Dataset, from: number, size: number): Batch {
  const batch = emptyBatch(size);
  for (let i = 0; i < size * PIXELS; i++) batch.images[i] = data.images[from * PIXELS + i]! / 255;
  for (let i = 0; i < size; i++) setLabel(batch, i, data.labels[from + i]!);
  return batch;
}

function emptyBatch(size: number): Batch {
  return {
    size,
    images: new Float32Array(size * PIXELS),
    labels: new Uint8Array(size),
    oneHot: new Float32Array(size * CLASSES),
  };
}

function setLabel(batch: Batch, at: number, label: number): void {
  batch.labels[at] = label;
  batch.oneHot[at * CLASSES + label] = 1;
}
