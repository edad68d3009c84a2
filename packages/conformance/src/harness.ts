import { type FloatLimits, type PoolingSpec, parametersOf } from '@ggem/core';
import type { OperationCase, PoolingProperty } from './case.ts';
import type { BatchShape } from './images.ts';
import type { CaseInputs } from './inputs.ts';
import type { Layout } from './layout.ts';

/** An adapter as the suite sees it: a name, and devices that can be opened. One file beside the adapter makes it. */
export interface Harness {
  /** Name of the adapter, such as `tfjs`. */
  readonly name: string;
  /** Devices that the adapter claims to have here. */
  readonly devices: readonly string[];
  /** Opens a device by name; throws where it is missing, and the device counts as unavailable. */
  readonly open: (device: string) => Promise<Device>;
}

/** An open device. Cases come one at a time, those of one shape in a row, so that compiled code can be kept. */
export interface Device {
  /** The device that really answers; asked when it opens and before it closes. Libraries fall back without a word. */
  readonly answers: () => string | Promise<string>;
  /** The float type that the library computes in. Default float32. */
  readonly float?: FloatLimits;
  /** Runs a pooling and gives at least the properties that are wanted. */
  readonly pool: (inputs: PoolInput, wanted: ReadonlySet<PoolingProperty>) => Promise<PoolOutput>;
  /** Runs one operation of the seam, see `runOperation`. A device without it needs `skip` expectations. */
  readonly operate?: (operation: OperationCase) => Promise<OperationOutput>;
  readonly close?: () => void | Promise<void>;
}

/**
 * What a device is given to pool.
 *
 * - A ragged batch has `offsets`, and `[1, total, channels]` as its shape: `x` is `[total, channels]`, mask and weights
 *   `[total]`, `y` `[images, outputChannels]`; image `b` has the tokens from `offsets[b]` up to `offsets[b + 1]`.
 * - Another layout has `dataFormat`, `image` or both: `x` and `dx` have the shape `layoutShape(input)`, mask and weights
 *   `[batch, ...image]`, the weights that come back one for each token, row by row.
 */
export interface PoolInput extends Omit<CaseInputs, 'kept' | 'required'>, Layout, BatchShape {
  readonly spec: PoolingSpec;
  /**
   * The trainable parameters, whose gradients are wanted, and those that no spec can hold (a query, a whitening); by
   * name, in core's order.
   */
  readonly parameters: Readonly<Record<string, Float32Array>>;
}

/** Names of the parameters whose gradients make up `dp`, in its order. */
export function trainableNames({ spec, shape }: Pick<PoolInput, 'spec' | 'shape'>): readonly string[] {
  return parametersOf(spec, shape[2])
    .filter(({ trainable }) => trainable)
    .map(({ name }) => name);
}

/** What a device computed, row-major; a property that an adapter has no way to give is left out. */
export interface PoolOutput {
  /** `[images, outputChannels]`. */
  readonly y?: ArrayLike<number>;
  /** Laid out like `x`. */
  readonly dx?: ArrayLike<number>;
  /** Gradients of the trainable parameters, one after another in the order given; see `trainableNames`. */
  readonly dp?: ArrayLike<number>;
  /** `[batch, tokens, weightChannels]`. */
  readonly w?: ArrayLike<number>;
}

/** The result of an operation; its axes of length 1 may stand for repeated ones where the operation says so. */
export interface OperationOutput {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}
