import { checkShapes, checkValues } from '../checks.ts';
import { GgemError } from '../errors.ts';
import { fixedExponents } from '../exponent.ts';
import { parseSpec } from '../parseSpec.ts';
import { type PoolInputs, pool, poolGradient, poolingWeights } from '../pool.ts';
import { isPowerMean, type PoolingSpec, type PoolingSpecInput } from '../spec.ts';
import { arrayOps } from './arrayOps.ts';
import type { FloatArray } from './floatArray.ts';

/** Tokens as plain numbers, row-major `[batch, tokens, channels]`. */
export interface ArrayTokens {
  readonly data: ArrayLike<number>;
  readonly shape: readonly [batch: number, tokens: number, channels: number];
}

export interface ArrayOptions {
  /** `[batch, tokens]` row-major: 1 keeps a token, 0 drops it. */
  readonly mask?: ArrayLike<number> | undefined;
  /** `[batch, tokens]` row-major, at least 0: how much a token counts. */
  readonly weights?: ArrayLike<number> | undefined;
  /** `[groups]`: exponents in place of the spec's. */
  readonly p?: ArrayLike<number> | undefined;
}

/** Gradients as flat arrays. */
export interface ArrayGradient {
  /** `[batch, tokens, channels]`. */
  readonly tokens: Float64Array;
  /** `[groups]`; for gem and ggem. */
  readonly p?: Float64Array;
}

/**
 * Pools plain arrays in float64: `[batch, tokens, channels]` to `[batch, channels]`.
 *
 * The formulas are core's own, run by plain loops: exact before fast.
 */
export function poolArray(
  tokens: ArrayTokens,
  spec: PoolingSpecInput | PoolingSpec,
  options: ArrayOptions = {},
): Float64Array {
  const parsed = parseSpec(spec);
  return pool(arrayOps, parsed, arrayInputs(parsed, tokens, options, false)).data;
}

/** Where the pooling looks: weights `[batch, tokens, channels]` that sum to 1 over the kept tokens of each channel. */
export function poolingWeightsArray(
  tokens: ArrayTokens,
  spec: PoolingSpecInput | PoolingSpec,
  options: ArrayOptions = {},
): Float64Array {
  const parsed = parseSpec(spec);
  return poolingWeights(arrayOps, parsed, arrayInputs(parsed, tokens, options, false)).data;
}

/** Gradient of `Σ dy · y` with respect to tokens and `p`; `dy` is `[batch, channels]`. */
export function poolArrayGradient(
  tokens: ArrayTokens,
  spec: PoolingSpecInput | PoolingSpec,
  dy: ArrayLike<number>,
  options: ArrayOptions = {},
): ArrayGradient {
  const parsed = parseSpec(spec);
  const [batch, , channels] = tokens.shape;
  const upstream = flat(parsed, 'dy', dy, [batch, 1, channels]);
  const gradient = poolGradient(arrayOps, parsed, arrayInputs(parsed, tokens, options, true), upstream);
  return gradient.p === undefined
    ? { tokens: gradient.tokens.data }
    : { tokens: gradient.tokens.data, p: gradient.p.data };
}

function arrayInputs(
  spec: PoolingSpec,
  tokens: ArrayTokens,
  { mask, weights, p }: ArrayOptions,
  live: boolean,
): PoolInputs<FloatArray> {
  const [batch, count, channels] = tokens.shape;
  const x = flat(spec, 'tokens', tokens.data, tokens.shape);
  checkShapes(spec, { tokens: tokens.shape, p: p && [p.length] });
  checkValues(spec, { tokens, mask, weights, p });
  const perToken = (name: string, values: ArrayLike<number> | undefined) =>
    values && flat(spec, name, values, [batch, count, 1]);
  const exponents = p ?? (live && isPowerMean(spec) ? fixedExponents(spec) : undefined);
  const values = exponents && Array.from(exponents);
  return {
    tokens: x,
    channels,
    mask: perToken('mask', mask),
    weights: perToken('weights', weights),
    p: values && { tensor: arrayOps.constant(values), values },
  };
}

function flat(
  spec: PoolingSpec,
  name: string,
  values: ArrayLike<number>,
  shape: FloatArray['shape'],
): FloatArray {
  const length = shape[0] * shape[1] * shape[2];
  if (values.length !== length) {
    const axes =
      name === 'tokens'
        ? '[batch, tokens, channels]'
        : name === 'dy'
          ? '[batch, channels]'
          : '[batch, tokens]';
    throw new GgemError(
      'shape',
      `${spec.type}: ${name} must hold ${length} values for ${axes}, but ${values.length} came. Check shape [${shape.join(', ')}].`,
    );
  }
  return { shape, data: Float64Array.from(values) };
}
