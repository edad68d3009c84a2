import type { GroupLayout, RaggedOps } from '@ggem/core';
import type { InputRecipe } from './inputs.ts';
import type { Shape, ValuesKind } from './values.ts';

/** What is compared: the pooled value, its gradients for tokens and parameters, the pooling weights; `value` of an operation. */
export type Property = PoolingProperty | 'value';
/** What is compared of a pooling: its value, its gradients for tokens and parameters, its weights. */
export type PoolingProperty = 'y' | 'dx' | 'dp' | 'w';

/** One thing that every adapter must get right. */
export type Case = OperationCase | PoolingCase;

/** A pooling of generated inputs. */
export interface PoolingCase extends InputRecipe {
  readonly kind: 'pooling';
  /** FNV-1a of the inputs: shows that they are those for which the expected values were computed. */
  readonly digest: string;
  /** The adapter may refuse the values with an error instead of giving NaN. */
  readonly mayThrow: boolean;
  /** `[images, outputChannels]`. */
  readonly y: Expected;
  /** `[batch, tokens, channels]` whatever the data format, sampled. */
  readonly dx: ExpectedSample;
  /** The trainable parameters, one after another; absent where there are none. */
  readonly dp?: Expected;
  /** `[batch, tokens, weightChannels]`, sampled; present for a part of the cases. */
  readonly w?: ExpectedSample;
}

/** One operation of `TensorOps` or `RaggedOps`. */
export interface OperationCase {
  readonly kind: 'operation';
  readonly id: string;
  readonly op: OperationName;
  readonly args: readonly Argument[];
  readonly expected: Expected & { readonly shape: Shape };
}

/** Expected values; `null` where none is defined. */
export interface Expected {
  readonly value: readonly (number | null)[];
  /**
   * The error of a careful float computation, in units of the unit roundoff: the sum of magnitudes, times how often it was
   * rounded. 0 for a value that must be exact. `tools/goldens/goldens/scales.py` derives it.
   */
  readonly scale: readonly number[];
}

/** Values at some positions of a large array, and a sum over all tokens of each image and channel. */
export interface ExpectedSample extends Expected {
  /** Flat positions of the values; absent: all. */
  readonly at?: readonly number[];
  /** `Σ ±value` over tokens, `[images, channels]`; the sign is the top bit of the id's stream `#signs`. Present with `at`. */
  readonly sum?: Expected;
}

/** Names of the operations of `TensorOps` that have cases, and of the two more of `RaggedOps`; a rough mean has no one value. */
export type OperationName = Exclude<keyof RaggedOps<unknown>, 'float' | 'roughMean'>;

/** An argument of an operation: a tensor, a number, numbers, a group layout, or `null` for one left out. */
export type Argument = Tensor | number | readonly number[] | GroupLayout | null;

/** A tensor on the host, row-major. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** A tensor in a case file: values, or the recipe that makes them from the id of the case. */
export interface TensorRecipe {
  readonly shape: Shape;
  readonly values: ValuesKind;
  readonly stream: string;
}
