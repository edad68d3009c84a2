import type { SimdProducts } from '@ggem/simd';
import { type Matrix, transposed } from '../input/readMatrix.ts';
import type { Slope } from './minimise.ts';

/** What a head is trained on: standardised vectors, and the number of each one's class. */
export interface TrainingPart {
  readonly vectors: Matrix;
  readonly codes: Int32Array;
  readonly classes: number;
}

/** Logits `[images, classes]` of a head, whose weights `[classes, channels]` stand before its biases `[classes]`. */
export async function logitsOf(
  products: SimdProducts,
  { data, columns, rows }: Matrix,
  head: Float64Array,
  classes: number,
): Promise<Float64Array> {
  const weights = head.subarray(0, classes * columns);
  const a = data instanceof Float64Array ? data : Float64Array.from(data);
  const logits = await products.timesTransposedParallel({ a, b: weights, length: columns });
  for (let i = 0; i < rows * classes; i++) logits[i]! += head[classes * columns + (i % classes)]!;
  return logits;
}

/**
 * The loss of multinomial logistic regression, and its gradient for a head:
 * `-1/n Σ ln softmax(W x + b)[class] + l2 / 2 ‖W‖²`. The biases are free.
 */
export function logisticLoss(
  products: SimdProducts,
  { vectors, codes, classes }: TrainingPart,
): (head: Float64Array, l2: number) => Promise<Slope> {
  const { rows, columns } = vectors;
  const turned = transposed(vectors);
  const residuals = new Float64Array(classes * rows);
  return async (head, l2) => {
    const logits = await logitsOf(products, vectors, head, classes);
    const gradient = new Float64Array(head.length);
    let loss = 0;
    for (let row = 0; row < rows; row++) {
      const from = row * classes;
      loss += softmax(logits, from, classes, codes[row]!) / rows;
      for (let code = 0; code < classes; code++) {
        const residual = (logits[from + code]! - (code === codes[row] ? 1 : 0)) / rows;
        residuals[code * rows + row] = residual;
        gradient[classes * columns + code]! += residual;
      }
    }
    const into = gradient.subarray(0, classes * columns);
    await products.timesTransposedParallel({ a: residuals, b: turned, length: rows, into });
    for (let i = 0; i < classes * columns; i++) {
      loss += (l2 / 2) * head[i]! ** 2;
      gradient[i]! += l2 * head[i]!;
    }
    return { value: loss, gradient };
  };
}

/** Makes the logits of one image shares in place, and returns `-ln` of the share of a class. */
function softmax(logits: Float64Array, from: number, classes: number, code: number): number {
  let top = logits[from]!;
  for (let i = from + 1; i < from + classes; i++) if (logits[i]! > top) top = logits[i]!;
  const right = logits[from + code]! - top;
  let sum = 0;
  for (let i = from; i < from + classes; i++) {
    logits[i] = Math.exp(logits[i]! - top);
    sum += logits[i]!;
  }
  for (let i = from; i < from + classes; i++) logits[i]! /= sum;
  return Math.log(sum) - right;
}
