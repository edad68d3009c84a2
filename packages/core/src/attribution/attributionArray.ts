import { GgemError } from '../errors.ts';
import { parseSpec } from '../parseSpec.ts';
import { arrayOps } from '../reference/arrayOps.ts';
import type { FloatArray } from '../reference/floatArray.ts';
import { type ArrayOptions, type ArrayTokens, arrayInputs } from '../reference/poolArray.ts';
import type { PoolingSpec, PoolingSpecInput } from '../spec.ts';
import { type Attribution, attribution, defaultLayout } from './attribution.ts';

export interface AttributionOptions extends ArrayOptions {
  /** How many groups of channels to average over, such as the attention heads. Default: those of a `ggem`, else one. */
  readonly groups?: number | undefined;
}

/** Where a pooling looks, for plain arrays: see `attribution`. */
export function attributionArray(
  tokens: ArrayTokens,
  spec: PoolingSpecInput | PoolingSpec,
  { groups, ...options }: AttributionOptions = {},
): Attribution<FloatArray> {
  const parsed = parseSpec(spec);
  const inputs = arrayInputs(parsed, tokens, options, false);
  const layout = defaultLayout(parsed, tokens.shape[2]);
  if (groups === undefined) return attribution(arrayOps, parsed, inputs, layout);
  if (!(Number.isInteger(groups) && groups > 0 && layout.channels % groups === 0)) {
    const fix = 'Use a divisor.';
    throw new GgemError(
      'shape',
      `attribution: groups must divide channels, but ${groups} does not divide ${layout.channels}. ${fix}`,
    );
  }
  return attribution(arrayOps, parsed, inputs, { ...layout, groups });
}

/**
 * Weights as maps over the grid of patches: `[batch, tokens, n]` to `[batch, n, height, width]`, the leading tokens that
 * are no patches left out.
 *
 * Throws a `GgemError` with code `shape` where there are fewer tokens than places.
 */
export function attributionMap(
  { shape, data }: FloatArray,
  [height, width]: readonly [height: number, width: number],
): Float64Array {
  const [batch, tokens, n] = shape;
  const patches = height * width;
  if (!(Number.isInteger(height) && Number.isInteger(width) && patches > 0 && patches <= tokens)) {
    throw new GgemError(
      'shape',
      `attribution: grid must have at most as many places as there are tokens, ${tokens}, but ${height} × ${width} came. Give [height, width] in patches.`,
    );
  }
  const prefix = tokens - patches;
  return Float64Array.from({ length: batch * n * patches }, (_, i) => {
    const [b, k, patch] = [Math.floor(i / (n * patches)), Math.floor(i / patches) % n, i % patches];
    return data[(b * tokens + prefix + patch) * n + k]!;
  });
}
