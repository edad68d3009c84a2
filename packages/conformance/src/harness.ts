import { type FloatLimits, type PoolingSpec, parametersOf } from '@ggem/core';
import type { OperationCase, PoolingProperty } from './case.ts';
import type { BatchShape } from './images.ts';
import type { CaseInputs } from './inputs.ts';
import type { Layout } from './layout.ts';

/** An adapter for the suite: a name, and devices that can be opened. One file beside the adapter makes it. */
export interface Harness {
  /** Name of the adapter, such as `tfjs`. */
  readonly name: string;
  /** Devices that the adapter claims to have here. */
  readonly devices: readonly string[];
  /** Opens a device by name. If it throws, the device counts as unavailable. */
  readonly open: (device: string) => Promise<Device>;
}

/** An open device. Cases come one at a time, those of one shape one after another, so that compiled code can be reused. */
export interface Device {
  /** The device that really runs, asked after opening and before closing: libraries fall back to others without an error. */
  readonly answers: () => string | Promise<string>;
  /** The float type that the library computes in. Default float32. */
  readonly float?: FloatLimits;
  /** Runs a pooling. The result must have the properties in `wanted`, and may have more. */
  readonly pool: (inputs: PoolInput, wanted: ReadonlySet<PoolingProperty>) => Promise<PoolOutput>;
  /** Runs one operation, see `runOperation`. A device without it needs `skip` expectations for the cases of operations. */
  readonly operate?: (operation: OperationCase) => Promise<OperationOutput>;
  readonly close?: () => void | Promise<void>;
}

/**
 * What a device is given to pool.
 *
 * - A ragged batch has `offsets`, and `[1, total, channels]` as its shape: `x` is `[total, channels]`, mask and token weights
 *   `[total]`, `y` `[images, outputChannels]`; image `b` has the tokens from `offsets[b]` up to `offsets[b + 1]`.
 * - Channels first have `dataFormat`, images and volumes `image`: `x` and `dx` have the shape `layoutShape(input)`, mask and
 *   token weights `[batch, ...image]`. Pooling weights come back as one for each token, row by row.
 */
export interface PoolInput extends Omit<CaseInputs, 'kept' | 'required'>, Layout, BatchShape {
  readonly spec: PoolingSpec;
  /**
   * The trainable parameters, whose gradients are wanted, and those that no spec can hold (a query, a whitening). By name,
   * in the order of core's `parametersOf`.
   */
  readonly parameters: Readonly<Record<string, Float32Array>>;
}

/** Names of the parameters whose gradients are in `dp`, in its order. */
export function trainableNames({ spec, shape }: Pick<PoolInput, 'spec' | 'shape'>): readonly string[] {
  return parametersOf(spec, shape[2])
    .filter(({ trainable }) => trainable)
    .map(({ name }) => name);
}

/** What a device computed, row-major. A property that the adapter cannot compute is left out. */
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

/** The result of an operation. An axis of length 1 may stand for a repeated one, if the operation allows that. */
export interface OperationOutput {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}
