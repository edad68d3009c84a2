import { join } from 'node:path';
import { vit } from '@ggem/train';
import { writeWhole } from '@ggem/train/node';
import { type Encoder, readEncoder } from '../read/readEncoder.ts';

/** A vision transformer that is trained from nothing, by `vit` of `@ggem/train`. */
export interface Scratch {
  /** Side of an image. */
  readonly size: number;
  readonly patch: number;
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  /** Width of the hidden layer of a block. Default 4 times the width. */
  readonly hidden?: number | undefined;
  /** Standard deviation of the weights at the start. Default `1 / √width`, from which narrow models learn sooner. */
  readonly deviation?: number | undefined;
}

/** The model as it is before training: each seed has other weights. */
export function scratchModel({ size, deviation, ...shape }: Scratch, seed: number): Uint8Array {
  return vit({
    ...shape,
    image: [3, size, size],
    // Its head is replaced.
    classes: 2,
    deviation: deviation ?? 1 / Math.sqrt(shape.width),
    seed,
  });
}

/** The model as an encoder, written to a folder of the cache; which of its values are the tokens does not depend on the seed. */
export async function scratchEncoder(scratch: Scratch, cache: string): Promise<Encoder> {
  const { size, patch, width, depth, heads } = scratch;
  const path = join(
    cache,
    'scratch',
    `vit-${size}px-patch${patch}-width${width}-depth${depth}-heads${heads}.onnx`,
  );
  await writeWhole(path, scratchModel(scratch, 0));
  return readEncoder(path, {});
}
