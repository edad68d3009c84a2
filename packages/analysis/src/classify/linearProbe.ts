import type { SimdProducts } from '@ggem/simd';
import { pause, type WorkOptions, withProducts } from '../engine/engine.ts';
import { checkNumber } from '../input/checks.ts';
import { codesIn, type Label, readLabels } from '../input/readLabels.ts';
import { checkSame, type Matrix, type MatrixInput, readMatrix } from '../input/readMatrix.ts';
import { refuse } from '../input/refuse.ts';
import type { LabelledVectors } from '../retrieval/retrieval.ts';
import { logisticLoss, logitsOf } from './logistic.ts';
import { type Minimum, minimise } from './minimise.ts';
import { scaleOf, standardised } from './standardise.ts';

/** The parts that a probe needs. */
export interface LinearProbeCall<L extends Label> extends WorkOptions {
  readonly train: LabelledVectors<L>;
  /** Chooses between several `l2`; may be left out for one. */
  readonly validation?: LabelledVectors<L> | undefined;
  /** `[images, channels]`. */
  readonly asked: MatrixInput;
  /** Which weights of `‖W‖²` to try. Default `[1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]`. */
  readonly l2?: readonly number[] | undefined;
}

/** A probe that was trained, and what it says. */
export interface LinearProbe<L extends Label> {
  /** The label of each asked image. */
  readonly predictions: readonly L[];
  /** The one that was chosen. */
  readonly l2: number;
  /** Loss on the training part, L2 included. */
  readonly loss: number;
  /** By l2, the accuracy on the validation part. */
  readonly validation: readonly { readonly l2: number; readonly accuracy: number }[];
  /** The labels in ascending order: one for each row of the weights. */
  readonly classes: readonly L[];
  /** `[classes, channels]`, for standardised channels. */
  readonly weights: Float64Array;
  /** `[classes]`. */
  readonly bias: Float64Array;
  /** Of each channel in the training part. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** Whether the minimum was reached. */
  readonly converged: boolean;
}

/**
 * Linear probe: multinomial logistic regression on channels that are standardised by the training part.
 *
 * Minimises `-1/n Σ ln softmax(W x + b)[class] + l2 / 2 ‖W‖²` by L-BFGS for each `l2`, the largest first, and keeps the one
 * with the best accuracy on the validation part, the larger one of equals. `l2 = 1 / (n C)` for the C of scikit-learn.
 *
 * In: vectors `[images, channels]` with a label each. Throws a `GgemError`: `shape` where they do not fit, `value` for numbers
 * that are not finite, for one class only, and for several `l2` without a validation part.
 */
export async function linearProbe<L extends Label>(call: LinearProbeCall<L>): Promise<LinearProbe<L>> {
  const { train, classes, codes, validation, asked, l2, scale } = readTask(call);
  return withProducts(call, async (products) => {
    const loss = logisticLoss(products, { vectors: train, codes, classes: classes.length });
    const results: { readonly l2: number; readonly accuracy: number; readonly found: Minimum }[] = [];
    let start = new Float64Array(classes.length * (train.columns + 1));
    for (const [i, one] of l2.entries()) {
      await pause(call, i / l2.length);
      const found = await minimise(
        async (head) => {
          call.signal?.throwIfAborted();
          return loss(head, one);
        },
        start,
        { tolerance: 1e-6, steps: 2000 },
      );
      start = new Float64Array(found.at);
      const accuracy =
        validation === undefined
          ? Number.NaN
          : share(await answers(products, validation.vectors, found.at, classes.length), validation.codes);
      results.push({ l2: one, accuracy, found });
    }
    const best = results.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
    const named = await answers(products, asked, best.found.at, classes.length);
    call.onProgress?.(1);
    const split = classes.length * train.columns;
    return {
      predictions: Array.from(named, (code) => classes[code]!),
      l2: best.l2,
      loss: best.found.value,
      validation: validation ? results.map(({ l2, accuracy }) => ({ l2, accuracy })) : [],
      classes,
      weights: best.found.at.slice(0, split),
      bias: best.found.at.slice(split),
      ...scale,
      converged: best.found.converged,
    };
  });
}

function readTask<L extends Label>(call: LinearProbeCall<L>) {
  const operation = 'linearProbe';
  const raw = readMatrix(operation, 'train.vectors', call.train.vectors);
  const { classes, codes } = readLabels(operation, 'train.labels', call.train.labels, raw.rows);
  if (classes.length < 2) {
    refuse('value', operation, {
      rule: 'train.labels must have two classes or more',
      came: '1',
      fix: 'A probe tells classes apart; give images of others.',
    });
  }
  const scale = scaleOf(raw);
  const scaled = (name: string, input: MatrixInput): Matrix => {
    const matrix = readMatrix(operation, name, input);
    checkSame(operation, 'columns', ['train.vectors', raw], [name, matrix]);
    return standardised(matrix, scale);
  };
  const validation = call.validation && {
    vectors: scaled('validation.vectors', call.validation.vectors),
    codes: codesIn(classes, call.validation.labels),
  };
  if (call.validation) {
    readLabels(operation, 'validation.labels', call.validation.labels, validation!.vectors.rows);
  }
  const l2 = [...(call.l2 ?? [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6])].sort((a, b) => b - a);
  for (const one of l2)
    checkNumber(operation, 'l2', one, { from: 0, fix: 'Give one or more, such as [0.01, 0.001].' });
  if (l2.length === 0 || (l2.length > 1 && validation === undefined)) {
    refuse('value', operation, {
      rule: 'l2 must be one number where there is no validation part',
      came: `${l2.length}`,
      fix: 'Give one, or a validation part that chooses.',
    });
  }
  const asked = scaled('asked', call.asked);
  return { train: standardised(raw, scale), classes, codes, validation, asked, l2, scale };
}

/** The number of the class with the largest logit, the first one of equals. */
async function answers(
  products: SimdProducts,
  vectors: Matrix,
  head: Float64Array,
  classes: number,
): Promise<Int32Array> {
  const logits = await logitsOf(products, vectors, head, classes);
  return Int32Array.from({ length: vectors.rows }, (_, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    return own.indexOf(Math.max(...own));
  });
}

function share(answers: Int32Array, codes: Int32Array): number {
  return answers.filter((code, i) => code === codes[i]).length / codes.length;
}
