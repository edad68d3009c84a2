import { type NumbersInput, readNumbers, tokensBeforeGrid } from '@ggem/core';
import { checkInside } from '../input/checks.ts';
import { finite } from '../input/readMatrix.ts';
import { refuse } from '../input/refuse.ts';

/** Where the patches lie. */
export interface HeadDistanceOptions {
  /** `[height, width]` in patches; tokens before them (class token, registers) are dropped. */
  readonly grid: readonly [height: number, width: number];
  /** Pixels of a side of a patch. */
  readonly patchSize: number;
}

/** Distances in pixels. */
export interface HeadDistance {
  /** `[heads]`: the mean over images. */
  readonly byHead: Float64Array;
  /** `[images, heads]`. */
  readonly byImage: Float64Array;
}

/**
 * Attention head mean distance (the paper's figure 5, and Dosovitskiy et al. 2021), in pixels:
 * `mean over i of Σ_j A_ij ‖pos_i - pos_j‖ · patchSize`, the class token dropped as query and as key, and each row of A divided
 * by what is left of it.
 *
 * In: attention after its softmax, `[images, heads, tokens, tokens]`. A row that attends to no patch is left out of the mean.
 * Throws a `GgemError`: `shape` where the grid does not fit, `value` for negative or infinite weights and for a head that
 * attends to no patch at all.
 */
export function headMeanDistance(
  attention: NumbersInput,
  { grid, patchSize }: HeadDistanceOptions,
): HeadDistance {
  const operation = 'headMeanDistance';
  const { data, shape = [] } = readNumbers(operation, 'attention', attention, 'real');
  const [images = 0, heads = 0, tokens = 0, keys = 0] = shape;
  if (!(shape.length === 4 && images > 0 && heads > 0 && tokens > 0 && keys === tokens)) {
    refuse('shape', operation, {
      rule: 'attention must have shape [images, heads, tokens, tokens]',
      came: `[${shape.join(', ')}]`,
      fix: 'Give the weights after the softmax.',
    });
  }
  checkInside(operation, 'patchSize', patchSize, 0, Number.POSITIVE_INFINITY);
  const prefix = tokensBeforeGrid(tokens, grid);
  const weights = finite(operation, 'attention', data, shape);
  const distances = patchDistances(grid);
  const byImage = Float64Array.from({ length: images * heads }, (_, i) => {
    const own = weights.subarray(i * tokens * tokens, (i + 1) * tokens * tokens);
    return patchSize * meanDistance(operation, own, prefix, distances);
  });
  const byHead = Float64Array.from({ length: heads }, (_, head) => {
    let sum = 0;
    for (let image = 0; image < images; image++) sum += byImage[image * heads + head]!;
    return sum / images;
  });
  return { byHead, byImage };
}

function meanDistance(
  operation: string,
  weights: Float32Array | Float64Array,
  prefix: number,
  distances: readonly Float64Array[],
): number {
  const tokens = distances.length + prefix;
  let [total, rows] = [0, 0];
  distances.forEach((from, i) => {
    let [sum, left] = [0, 0];
    for (let j = 0; j < from.length; j++) {
      const weight = weights[(prefix + i) * tokens + prefix + j]!;
      if (weight < 0) {
        refuse('value', operation, {
          rule: 'attention must not be negative',
          came: `${weight}`,
          fix: 'Give the weights after the softmax.',
        });
      }
      left += weight;
      sum += weight * from[j]!;
    }
    if (left === 0) return;
    total += sum / left;
    rows += 1;
  });
  if (rows > 0) return total / rows;
  return refuse('value', operation, {
    rule: 'each head must attend to patches',
    came: 'one that attends to none',
    fix: 'Check grid, and that attention is that of a ViT.',
  });
}

/** The distance from each patch to each other one, and to itself. */
function patchDistances([height, width]: readonly [number, number]): readonly Float64Array[] {
  const count = height * width;
  return Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length: count }, (_, j) =>
      Math.hypot(Math.floor(i / width) - Math.floor(j / width), (i % width) - (j % width)),
    ),
  );
}
