import { PlacedProducts, type ProductRoom } from '../products/placedProducts.ts';
import type { SimdProducts } from '../products/products.ts';
import type { MatrixProducts } from './linear.ts';

/** Products of matrices in the memory of a call, where they fit; the others go piece by piece through a memory of their own. */
export function matrixProducts(others: SimdProducts, room: ProductRoom): MatrixProducts {
  const added = new PlacedProducts(room);
  return {
    timesTransposed: (call) => added.dots(call) ?? others.timesTransposed(call),
    add: (product) => added.add(product),
  };
}
