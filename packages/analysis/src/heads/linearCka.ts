import type { SimdProducts } from '@ggem/simd';
import { type WorkOptions, withProducts } from '../engine/engine.ts';
import { checkSame, type Matrix, type MatrixInput, readMatrix } from '../input/readMatrix.ts';
import { refuse } from '../input/refuse.ts';
import { type Centred, centred, type HsicEstimator, hsic } from './hsic.ts';

/** How CKA is estimated. */
export interface CkaOptions extends WorkOptions {
  /** Default `debiased`. `biased` is for comparison with papers, and needs ten images a channel. */
  readonly estimator?: HsicEstimator | undefined;
}

/**
 * How alike two views of the same images are, by linear CKA (Kornblith et al. 2019): `HSIC(X, Y) / √(HSIC(X, X) HSIC(Y, Y))`,
 * 1 for the same up to rotation and scale. Debiased by default (HSIC₁ of Song et al. 2012), with mean 0 for independent views, so
 * that it may be a little below 0; the biased `‖Yᵀ X‖²_F / (‖Xᵀ X‖_F ‖Yᵀ Y‖_F)` grows as images get fewer.
 *
 * In: `[images, channels]` each, channels may differ. Out: one number. Throws a `GgemError`: `shape` where images differ, `value`
 * for fewer than 4 images, for the biased one with fewer than ten images a channel (two independent views then come out at 0.1
 * or more), and where a view is the same for all images.
 */
export async function linearCka(x: MatrixInput, y: MatrixInput, options: CkaOptions = {}): Promise<number> {
  const operation = 'linearCka';
  const [first, second] = [readMatrix(operation, 'x', x), readMatrix(operation, 'y', y)];
  checkSame(operation, 'rows', ['x', first], ['y', second]);
  const matrix = await ckaMatrix(operation, [first, second], options);
  return matrix[1]!;
}

/** The CKA of each with each, row by row. */
export async function ckaMatrix(
  operation: string,
  views: readonly Matrix[],
  options: CkaOptions,
): Promise<Float64Array> {
  const estimator = options.estimator ?? 'debiased';
  checkImages(operation, views, estimator);
  return withProducts(options, async (products) => {
    const all = views.map(centred);
    const own = await ownCriteria(products, operation, all, estimator);
    const count = views.length;
    const matrix = new Float64Array(count * count).fill(1);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < i; j++) {
        options.signal?.throwIfAborted();
        const shared = await hsic(products, all[i]!, all[j]!, estimator);
        const value = shared / Math.sqrt(own[i]! * own[j]!);
        matrix[i * count + j] = value;
        matrix[j * count + i] = value;
      }
    }
    return matrix;
  });
}

async function ownCriteria(
  products: SimdProducts,
  operation: string,
  views: readonly Centred[],
  estimator: HsicEstimator,
): Promise<readonly number[]> {
  const own: number[] = [];
  for (const [i, view] of views.entries()) {
    const value = await hsic(products, view, view, estimator);
    const isVaried = view.diagonal.some((square) => square > 0);
    if (!(isVaried && value > 0)) {
      refuse('value', operation, {
        rule: 'every view must differ between images',
        came: `one that does not, number ${i}`,
        fix: 'Leave it out, or give more images.',
      });
    }
    own.push(value);
  }
  return own;
}

function checkImages(operation: string, views: readonly Matrix[], estimator: HsicEstimator): void {
  const images = views[0]!.rows;
  if (images < 4) {
    refuse('value', operation, {
      rule: 'images must be 4 or more',
      came: `${images}`,
      fix: 'Give some hundreds.',
    });
  }
  const widest = Math.max(...views.map(({ columns }) => columns));
  if (estimator === 'biased' && images < 10 * widest) {
    refuse('value', operation, {
      rule: `the biased estimate needs ten images a channel, ${10 * widest}`,
      came: `${images}`,
      fix: 'Take the debiased one.',
    });
  }
}
