import type { SimdProducts } from '@ggem/simd';
import type { Matrix } from '../input/readMatrix.ts';

/** Which estimate of the Hilbert-Schmidt independence criterion. */
export type HsicEstimator = 'debiased' | 'biased';

/** Centred columns, and `k_i = x_i · x_i`, the diagonal of `K = X Xᵀ`. */
export interface Centred {
  /** `[images, channels]`, in float64. */
  readonly data: Float64Array;
  /** `[channels, images]`. */
  readonly turned: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly diagonal: Float64Array;
}

export function centred({ data, rows, columns }: Matrix): Centred {
  const mean = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) mean[i % columns]! += data[i]! / rows;
  const values = Float64Array.from(data);
  for (let i = 0; i < values.length; i++) values[i]! -= mean[i % columns]!;
  const turned = new Float64Array(values.length);
  const diagonal = new Float64Array(rows);
  for (let i = 0; i < values.length; i++) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    turned[column * rows + row] = values[i]!;
    diagonal[row]! += values[i]! ** 2;
  }
  return { data: values, turned, rows, columns, diagonal };
}

/**
 * HSIC of two linear kernels `K = X Xᵀ` and `L = Y Yᵀ`, up to a factor that cancels in a ratio.
 *
 * Biased: `‖Yᵀ X‖²_F`, for centred X and Y. Debiased, HSIC₁ (Song et al. 2012), with zeros on both diagonals:
 * `(tr(KL) + 1ᵀK1 · 1ᵀL1 / ((n - 1)(n - 2)) - 2 / (n - 2) · 1ᵀKL1) / (n (n - 3))`. Rows of a centred `K` add up to 0, and
 * without its diagonal k to `-k`; so that `tr(KL)` is `‖Yᵀ X‖² - Σ k l`, `1ᵀK1` is `-Σ k`, and `1ᵀKL1` is `Σ k l`.
 */
export async function hsic(
  products: SimdProducts,
  x: Centred,
  y: Centred,
  estimator: HsicEstimator,
): Promise<number> {
  const whole = await squareOfProduct(products, x, y);
  if (estimator === 'biased') return whole;
  const n = x.rows;
  let [k, l, both] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    k += x.diagonal[i]!;
    l += y.diagonal[i]!;
    both += x.diagonal[i]! * y.diagonal[i]!;
  }
  return (whole - both + (k * l) / ((n - 1) * (n - 2)) - (2 / (n - 2)) * both) / (n * (n - 3));
}

/** How many rows of a kernel are computed at a time. */
const block = 256;

/** `‖Yᵀ X‖²_F`. With fewer images than channels, it is computed as the equal sum `Σ K_ij L_ij`, some rows at a time. */
async function squareOfProduct(products: SimdProducts, x: Centred, y: Centred): Promise<number> {
  const n = x.rows;
  if (x.columns * y.columns <= n * n) {
    const cross = await products.timesTransposedParallel({ a: x.turned, b: y.turned, length: n });
    return cross.reduce((sum, value) => sum + value * value, 0);
  }
  let sum = 0;
  for (let from = 0; from < n; from += block) {
    const [k, l] = [await kernelRows(products, x, from), await kernelRows(products, y, from)];
    for (let i = 0; i < k.length; i++) sum += k[i]! * l[i]!;
  }
  return sum;
}

function kernelRows(products: SimdProducts, { data, columns }: Centred, from: number): Promise<Float64Array> {
  const a = data.subarray(from * columns, (from + block) * columns);
  return products.timesTransposedParallel({ a, b: data, length: columns });
}
