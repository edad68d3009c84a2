import { outputChannels } from '../facts/channels.ts';
import { parametersOf } from '../facts/parametersOf.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import { checkOffsets } from '../ragged/checkOffsets.ts';
import { poolRagged, raggedPoolGradient, raggedPoolingWeights } from '../ragged/poolRagged.ts';
import type { PoolingSpec, PoolingSpecInput } from '../spec/spec.ts';
import { arrayRaggedOps } from './arrayRaggedOps.ts';
import { type ArrayGradient, type ArrayOptions, fittingInputs, flat, flatShapes } from './poolArray.ts';

/** The tokens of many images one after another. */
export interface RaggedTokens {
  /** `[total, channels]` row-major. */
  readonly data: ArrayLike<number>;
  readonly channels: number;
  /** `batch + 1` positions, from 0 to the number of tokens: where each image begins, then the end. */
  readonly offsets: ArrayLike<number>;
}

/** Mask and weights are `[total]`. */
export type RaggedArrayOptions = Omit<ArrayOptions, 'layout'>;

/**
 * Pools images of different lengths in float64, each as if it were alone: `[total, channels]` to `[batch, channels]`.
 *
 * `mask` and `weights` are `[total]`; prefix tokens count in each image. An image without tokens gives zeros.
 */
export function poolRaggedArray(
  tokens: RaggedTokens,
  spec: PoolingSpecInput | PoolingSpec,
  options: RaggedArrayOptions = {},
): Float64Array {
  const { parsed, inputs } = prepare(tokens, spec, options, false);
  return poolRagged(arrayRaggedOps, parsed, inputs).data;
}

/** Where each image is looked at: weights `[total, channels]`, which sum to 1 over each image. */
export function raggedPoolingWeightsArray(
  tokens: RaggedTokens,
  spec: PoolingSpecInput | PoolingSpec,
  options: RaggedArrayOptions = {},
): Float64Array {
  const { parsed, inputs } = prepare(tokens, spec, options, false);
  return raggedPoolingWeights(arrayRaggedOps, parsed, inputs).data;
}

/** Gradient of `Σ dy · y` with respect to tokens, `[total, channels]`, and parameters; `dy` is `[batch, channels]`. */
export function poolRaggedArrayGradient(
  tokens: RaggedTokens,
  spec: PoolingSpecInput | PoolingSpec,
  dy: ArrayLike<number>,
  options: RaggedArrayOptions = {},
): ArrayGradient {
  const { parsed, inputs } = prepare(tokens, spec, options, true);
  const upstream = flat(parsed, 'dy', dy, [
    tokens.offsets.length - 1,
    1,
    outputChannels(parsed, tokens.channels),
  ]);
  const gradient = raggedPoolGradient(arrayRaggedOps, parsed, inputs, upstream);
  const byName = Object.entries(gradient.parameters).map(([name, { data }]) => [name, data] as const);
  return { tokens: gradient.tokens.data, parameters: Object.fromEntries(byName) };
}

function prepare(
  { data, channels, offsets }: RaggedTokens,
  spec: PoolingSpecInput | PoolingSpec,
  options: RaggedArrayOptions,
  live: boolean,
) {
  const parsed = parseSpec(spec);
  const total = data.length / channels;
  checkOffsets(parsed, offsets, {
    tokens: [total, channels],
    mask: options.mask && [options.mask.length],
    weights: options.weights && [options.weights.length],
    parameters: flatShapes(parametersOf(parsed, channels), options.parameters ?? {}),
  });
  const inputs = fittingInputs(parsed, { data, shape: [1, total, channels] }, options, live);
  return { parsed, inputs: { ...inputs, offsets: Array.from(offsets) } };
}
