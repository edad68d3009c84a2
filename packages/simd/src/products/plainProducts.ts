import { checkProduct } from './checkProduct.ts';
import type { MatrixNumbers, ProductCall, SimdProducts } from './products.ts';

/** Products of matrices by plain loops, for engines without SIMD. */
export function createPlainProducts(): SimdProducts {
  return {
    timesTransposed,
    timesTransposedParallel: async (call) => timesTransposed(call),
    dispose: () => {},
  };
}

function timesTransposed<N extends MatrixNumbers>(call: ProductCall<N>): N {
  const { a, b, length, rows, columns, into } = checkProduct(call);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += a[row * length + i]! * b[column * length + i]!;
      into[row * columns + column] = sum;
    }
  }
  return into;
}
