import { checkOptions } from '../checkOptions.ts';
import { GgemError } from '../errors.ts';
import { outputChannels } from '../facts/channels.ts';
import { parametersOf } from '../facts/parametersOf.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import type { NumbersInput } from '../input/numbersInput.ts';
import { readNumbers } from '../input/readNumbers.ts';
import type { LiveParameters } from '../ops/liveParameter.ts';
import { checkOffsets } from '../ragged/checkOffsets.ts';
import { poolRagged, raggedPoolGradient, raggedPoolingWeights } from '../ragged/poolRagged.ts';
import type { PoolingSpecInput } from '../spec/spec.ts';
import { type ArrayOptions, readOptions, tokenOptions } from './arrayOptions.ts';
import { arrayRaggedOps } from './arrayRaggedOps.ts';
import type { FloatArray } from './floatArray.ts';
import { type RaggedLoopCall, raggedGradientLoop, raggedPoolLoop } from './loops/raggedLoops.ts';
import { type ArrayGradient, fittingInputs, flatShapes, type LiveRule, readUpstream } from './poolArray.ts';

/** The tokens of many images one after another. */
export interface RaggedTokens {
  /** `[total, channels]` row-major. */
  readonly data: ArrayLike<number>;
  readonly channels: number;
  /** `batch + 1` positions, from 0 to the number of tokens: where each image begins, then the end. */
  readonly offsets: ArrayLike<number>;
}

/** The same, with numbers in any form. */
export interface RaggedInput {
  /** `[total, channels]`. */
  readonly data: NumbersInput;
  readonly channels: number;
  readonly offsets: NumbersInput;
}

/** Mask and weights are `[total]`. */
export type RaggedArrayOptions = Omit<ArrayOptions, 'dataFormat'>;

/**
 * Pools images of different lengths in float64, each as if it were alone: `[total, channels]` to `[batch, channels]`.
 *
 * `mask` and `tokenWeights` are `[total]`; prefix tokens count in each image. An image without tokens gives zeros. Throws
 * as `poolArray` does, and a `GgemError` with code `shape` for offsets that do not rise from 0 to the number of tokens.
 */
export function poolRaggedArray(
  tokens: RaggedInput,
  spec: PoolingSpecInput,
  options: RaggedArrayOptions = {},
): Float64Array {
  const { parsed, inputs, isEmpty } = prepare(tokens, spec, options, 'given');
  if (isEmpty) return new Float64Array((inputs.offsets.length - 1) * outputChannels(parsed, inputs.channels));
  return raggedPoolLoop(parsed, loopCall(inputs)) ?? poolRagged(arrayRaggedOps, parsed, inputs).data;
}

/**
 * Where each image is looked at: weights `[total, weightChannels]`, which sum to 1 over each image. Input and errors are
 * those of `poolRaggedArray`.
 */
export function raggedPoolingWeightsArray(
  tokens: RaggedInput,
  spec: PoolingSpecInput,
  options: RaggedArrayOptions = {},
): Float64Array {
  const { parsed, inputs, isEmpty } = prepare(tokens, spec, options, 'given');
  if (isEmpty) return new Float64Array(0);
  return raggedPoolingWeights(arrayRaggedOps, parsed, inputs).data;
}

/**
 * Gradient of `Σ dy · y` with respect to tokens, `[total, channels]`, and parameters; `dy` is `[batch, outputChannels]`.
 * Input and errors are those of `poolRaggedArray`.
 */
export function poolRaggedArrayGradient(
  tokens: RaggedInput,
  spec: PoolingSpecInput,
  dy: NumbersInput,
  options: RaggedArrayOptions = {},
): ArrayGradient {
  const { parsed, inputs, isEmpty } = prepare(tokens, spec, options, 'all');
  const shape = [inputs.offsets.length - 1, 1, outputChannels(parsed, tokens.channels)] as const;
  const upstream = readUpstream(parsed, dy, shape);
  if (isEmpty) return { tokens: new Float64Array(0), parameters: zerosLike(inputs.parameters ?? {}) };
  const looped = raggedGradientLoop(parsed, loopCall(inputs), upstream.data);
  if (looped !== undefined) {
    return { tokens: looped.tokens, parameters: looped.p === undefined ? {} : { p: looped.p } };
  }
  const gradient = raggedPoolGradient(arrayRaggedOps, parsed, inputs, upstream);
  const byName = Object.entries(gradient.parameters).map(([name, { data }]) => [name, data] as const);
  return { tokens: gradient.tokens.data, parameters: Object.fromEntries(byName) };
}

type RaggedInputs = ReturnType<typeof prepare>['inputs'];

function prepare(given: RaggedInput, spec: PoolingSpecInput, options: RaggedArrayOptions, live: LiveRule) {
  const parsed = parseSpec(spec);
  checkOptions(parsed.type, options, tokenOptions);
  const { channels } = given;
  const { data, shape } = readNumbers(parsed.type, 'tokens', given.data, 'real');
  const total = channels > 0 ? data.length / channels : 0;
  if (shape !== undefined && shape.length > 1 && shape.join() !== [total, channels].join()) {
    throw new GgemError(
      'shape',
      `${parsed.type}: tokens must have shape [total, channels] = [${total}, ${channels}], but [${shape.join(', ')}] came. Reshape them.`,
    );
  }
  const offsets = readNumbers(parsed.type, 'offsets', given.offsets, 'count').data;
  const flatOptions = readOptions(parsed, [1, total], options);
  checkOffsets(parsed, offsets, {
    tokens: [total, channels],
    mask: flatOptions.mask && [flatOptions.mask.length],
    tokenWeights: flatOptions.tokenWeights && [flatOptions.tokenWeights.length],
    parameters: flatShapes(parametersOf(parsed, channels), flatOptions.parameters ?? {}),
  });
  const inputs = fittingInputs(parsed, { data, shape: [1, total, channels] }, flatOptions, live);
  // No operation has to reduce over an axis of length 0.
  return { parsed, inputs: { ...inputs, offsets: Array.from(offsets) }, isEmpty: total === 0 };
}

function loopCall({ tokens, mask, tokenWeights, parameters, offsets }: RaggedInputs): RaggedLoopCall {
  return { tokens, mask, tokenWeights, offsets, p: parameters?.p?.values };
}

function zerosLike(parameters: LiveParameters<FloatArray>): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, live]) => [name, new Float64Array(live!.tensor.data.length)]),
  );
}
