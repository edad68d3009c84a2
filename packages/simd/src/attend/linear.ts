import type { AddedProduct, DotProducts } from '../products/placedProducts.ts';
import { HostTensor } from './hostTensor.ts';

/** The products of matrices that the operations below run on. */
export interface MatrixProducts {
  /** `A Bᵀ`. */
  readonly timesTransposed: (product: DotProducts) => Float32Array;
  readonly add: (product: AddedProduct) => void;
}

/**
 * `[batch, n, in]` times `[1, in, out]`, or one matrix an image. A factor that is a transpose is read as it lies.
 *
 * Made only when it is read: a gradient needs the sum over the batch alone, or adds the product to another.
 */
export function linear(products: MatrixProducts, x: HostTensor, matrix: HostTensor): HostTensor {
  const [batch, rows, length] = x.shape;
  const [matrices, , columns] = matrix.shape;
  const shape = [batch, rows, columns] as const;
  if (matrices === 1 && matrix.turned) {
    const data = products.timesTransposed({ a: x.data, b: matrix.turned.data, length });
    return HostTensor.of(shape, data);
  }
  const turned = x.turned !== undefined;
  const a = (x.turned ?? x).data;
  const b = matrix.data;
  /** Adds the product of an image. */
  const addImage = (image: number, c: Float32Array): void => {
    const of = (data: Float32Array, size: number) => data.subarray(image * size, (image + 1) * size);
    const [ofA, ofB] = [of(a, rows * length), matrices === 1 ? b : of(b, length * columns)];
    products.add({ a: ofA, turned, b: ofB, c, rows, length, columns });
  };
  const images = Array.from({ length: batch }, (_, image) => image);
  return HostTensor.productOf(shape, {
    addTo: (c) => {
      if (matrices === 1 && !turned) products.add({ a, turned, b, c, rows: batch * rows, length, columns });
      else for (const i of images) addImage(i, c.subarray(i * rows * columns, (i + 1) * rows * columns));
    },
    addBatchTo: (c) => {
      // Where both lie token by token, those of all images are the tokens of one.
      if (matrices === batch && turned)
        products.add({ a, turned, b, c, rows, length: batch * length, columns });
      else for (const i of images) addImage(i, c);
    },
  });
}
