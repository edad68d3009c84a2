import { checkOptions, type KnownOptions } from '../checkOptions.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import type { NumbersInput } from '../input/numbersInput.ts';
import { readArray } from '../reference/arrayLayout.ts';
import { arrayOps } from '../reference/arrayOps.ts';
import { type ArrayOptions, arrayOptions } from '../reference/arrayOptions.ts';
import type { FloatArray } from '../reference/floatArray.ts';
import { arrayInputs } from '../reference/poolArray.ts';
import type { PoolingSpecInput } from '../spec/spec.ts';
import { type Attribution, attribution, attributionGroups, tokensBeforeGrid } from './attribution.ts';

/** What comes with the tokens, and how channels are averaged. */
export interface AttributionOptions extends ArrayOptions {
  /** How many groups of channels to average over. Default: those of a `ggem`, the heads of an `attention`, else one. */
  readonly groups?: number | undefined;
}

const attributionOptions: KnownOptions<AttributionOptions> = { ...arrayOptions, groups: true };

/**
 * Where a pooling looks, for plain arrays, in float64: see `attribution`.
 *
 * In: `[batch, tokens, channels]`, an image or a volume. Out: weights `[batch, tokens, n]`, the tokens of an image row by
 * row. Throws as `poolArray` does, and a `GgemError` with code `shape` for groups that do not divide the channels.
 */
export function attributionArray(
  tokens: NumbersInput,
  spec: PoolingSpecInput,
  options: AttributionOptions = {},
): Attribution<FloatArray> {
  const parsed = parseSpec(spec);
  checkOptions(parsed.type, options, attributionOptions);
  const read = readArray(parsed, tokens, options.dataFormat);
  const inputs = arrayInputs(parsed, read, options, 'given');
  return attribution(
    arrayOps,
    parsed,
    inputs,
    attributionGroups(parsed, read.tokens.shape[2], options.groups),
  );
}

/**
 * Weights as maps over the grid of patches: `[batch, tokens, n]` to `[batch, n, height, width]`, the leading tokens that
 * are no patches left out.
 *
 * Throws a `GgemError` with code `shape` where there are fewer tokens than places.
 */
export function attributionMap(
  { shape, data }: FloatArray,
  grid: readonly [height: number, width: number],
): Float64Array {
  const [batch, tokens, n] = shape;
  const prefix = tokensBeforeGrid(tokens, grid);
  const patches = tokens - prefix;
  return Float64Array.from({ length: batch * n * patches }, (_, i) => {
    const [b, k, patch] = [Math.floor(i / (n * patches)), Math.floor(i / patches) % n, i % patches];
    return data[(b * tokens + prefix + patch) * n + k]!;
  });
}
