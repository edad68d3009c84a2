import { readNumbers } from '@ggem/core/bare';
import { finite, type Matrix, type MatrixInput } from '../input/readMatrix.ts';
import { refuse } from '../input/refuse.ts';
import { type CkaOptions, ckaMatrix } from './linearCka.ts';

/** How alike the heads of a block are. */
export interface HeadSimilarity {
  /** `[heads, heads]`: linear CKA of each with each, 1 on the diagonal. */
  readonly matrix: Float64Array;
  /** The mean over pairs of different heads. */
  readonly mean: number;
}

/**
 * Inter-head similarity (the paper's figure 4): linear CKA between the outputs of the heads of a block, see `linearCka`, and its
 * mean over pairs of different heads; lower says that heads see different things.
 *
 * In: outputs `[images, heads, channels]`, a vector of each head for each image; outputs with tokens, `[images, heads, tokens,
 * channels]`, count each token's channels as channels of their own. Throws a `GgemError` as `linearCka` does, and for fewer than
 * two heads.
 */
export async function headSimilarity(
  outputs: MatrixInput,
  options: CkaOptions = {},
): Promise<HeadSimilarity> {
  const operation = 'headSimilarity';
  const views = readHeads(operation, outputs);
  const matrix = await ckaMatrix(operation, views, options);
  const heads = views.length;
  const sum = matrix.reduce((total, value) => total + value, 0);
  return { matrix, mean: (sum - heads) / (heads * (heads - 1)) };
}

function readHeads(operation: string, outputs: MatrixInput): readonly Matrix[] {
  const { data, shape = [] } = readNumbers(operation, 'outputs', outputs, 'real');
  const [images = 0, heads = 0, ...rest] = shape;
  const columns = rest.reduce((product, axis) => product * axis, 1);
  if (!((shape.length === 3 || shape.length === 4) && images > 0 && heads > 1 && columns > 0)) {
    refuse('shape', operation, {
      rule: 'outputs must have shape [images, heads, channels], with 2 heads or more',
      came: `[${shape.join(', ')}]`,
      fix: 'Give { data, shape }.',
    });
  }
  const values = finite(operation, 'outputs', data, shape);
  return Array.from({ length: heads }, (_, head) => {
    const own = new Float64Array(images * columns);
    for (let image = 0; image < images; image++) {
      const start = (image * heads + head) * columns;
      own.set(values.subarray(start, start + columns), image * columns);
    }
    return { data: own, rows: images, columns };
  });
}
