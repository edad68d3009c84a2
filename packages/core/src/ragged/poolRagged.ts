import type { TensorOps } from '../ops/ops.ts';
import { type PoolGradient, type PoolInputs, pool, poolGradient, poolingWeights } from '../run/pool.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { countingEach } from './countingEach.ts';
import type { RaggedOps } from './raggedOps.ts';

/** Tokens of many images one after another: every tensor has a batch of 1 and all tokens. Only the spec can give a grid. */
export interface RaggedInputs<T, Offsets> extends Omit<PoolInputs<T>, 'grid'> {
  /** `batch + 1` positions: image `b` has the tokens from `offsets[b]` up to `offsets[b + 1]`. */
  readonly offsets: Offsets;
}

/**
 * Pools images of different lengths, each as if it were alone.
 *
 * In: tokens `[1, total, channels]`, mask and token weights `[1, total, 1]`; prefix tokens and positions count in each image.
 * Out: `[batch, 1, outputChannels]`; an image in which nothing is kept, or without tokens, gives zeros. Shapes and values
 * are not checked here: adapters call `checkOffsets` and `checkValues` before.
 */
export function poolRagged<T, Offsets>(
  ops: RaggedOps<T, Offsets>,
  spec: PoolingSpec,
  inputs: RaggedInputs<T, Offsets>,
): T {
  return pool(...sideBySide(ops, spec, inputs));
}

/** Where each image is looked at: weights `[1, total, weightChannels]`, which sum to 1 over each image. */
export function raggedPoolingWeights<T, Offsets>(
  ops: RaggedOps<T, Offsets>,
  spec: PoolingSpec,
  inputs: RaggedInputs<T, Offsets>,
): T {
  return ops.pack(poolingWeights(...sideBySide(ops, spec, inputs)), inputs.offsets);
}

/**
 * Gradient of `Σ dy · poolRagged(tokens)` with respect to the tokens, `[1, total, channels]`, and the live parameters.
 *
 * In: `dy` `[batch, 1, outputChannels]`.
 */
export function raggedPoolGradient<T, Offsets>(
  ops: RaggedOps<T, Offsets>,
  spec: PoolingSpec,
  inputs: RaggedInputs<T, Offsets>,
  dy: T,
): PoolGradient<T> {
  const { tokens, parameters } = poolGradient(...sideBySide(ops, spec, inputs), dy);
  return { tokens: ops.pack(tokens, inputs.offsets), parameters };
}

/** The same pooling over images of one length, in which padding is dropped and each image counts its own tokens. */
function sideBySide<T, Offsets>(
  ops: RaggedOps<T, Offsets>,
  spec: PoolingSpec,
  { tokens, offsets, mask, tokenWeights, channels, parameters }: RaggedInputs<T, Offsets>,
): [TensorOps<T>, PoolingSpec, PoolInputs<T>] {
  const x = ops.unpack(tokens, offsets);
  // `unpack` pads with 0, so that unpacked ones say where the tokens of an image are.
  const present = ops.unpack(ops.expand(1, ops.sliceChannels(tokens, 0, 1)), offsets);
  const inputs = {
    tokens: x,
    channels,
    parameters,
    mask: mask === undefined ? present : ops.unpack(mask, offsets),
    tokenWeights: tokenWeights && ops.unpack(tokenWeights, offsets),
  };
  return [countingEach(ops, ops.sum(present), x), spec, inputs];
}
