import type { RaggedOps } from '../ragged/raggedOps.ts';
import { arrayOps } from './arrayOps.ts';
import { build, type FloatArray, reader } from './floatArray.ts';

/** The operations on float64 arrays, with those for ragged batches. */
export const arrayRaggedOps: RaggedOps<FloatArray> = {
  ...arrayOps,
  unpack: (x, offsets) => {
    const lengths = offsets.slice(1).map((end, b) => end - offsets[b]!);
    const read = reader(x);
    return build([lengths.length, Math.max(...lengths), x.shape[2]], (b, n, c) =>
      n < lengths[b]! ? read(0, offsets[b]! + n, c) : 0,
    );
  },
  pack: (x, offsets) => {
    const image = offsets.slice(1).flatMap((end, b) => new Array<number>(end - offsets[b]!).fill(b));
    const read = reader(x);
    return build([1, image.length, x.shape[2]], (_, n, c) => read(image[n]!, n - offsets[image[n]!]!, c));
  },
};
