import { checkOptions } from '../checkOptions.ts';
import { GgemError } from '../errors.ts';
import { parseSpec } from '../facts/parseSpec.ts';
import { firstCounted } from '../input/firstCounted.ts';
import { isKept } from '../input/isKept.ts';
import type { NumbersInput } from '../input/numbersInput.ts';
import { readArray } from '../reference/arrayLayout.ts';
import { type ArrayOptions, arrayOptions, readOptions } from '../reference/arrayOptions.ts';
import { poolArray } from '../reference/loopedArray.ts';
import { isPowerMean, type Negatives, type PoolingSpecInput } from '../spec/spec.ts';

/** What the rule for negatives does to real tokens, and what the other rules would. */
export interface NegativesReport {
  /** Values that are pooled: kept tokens times channels. */
  readonly values: number;
  /** How many of them lie below eps, before any rule. */
  readonly below: number;
  /** How many are negative. */
  readonly negative: number;
  /** `[channels]`: values below eps in each channel. */
  readonly belowByChannel: Float64Array;
  /** Channels of an image in which every value lies below eps: clamped, they give eps and no gradient at all. */
  readonly blind: number;
  /** What each rule would do to these tokens. */
  readonly rules: Readonly<Record<Exclude<Negatives, 'error'>, NegativesRule>>;
}

/** What one rule for negatives would do. */
export interface NegativesRule {
  /** Values raised to eps, which the pooling cannot tell apart and which get no gradient. */
  readonly held: number;
  /** How far the pooled values are from those of the spec as it is: `Σ |y - y_spec| / Σ |y_spec|`. */
  readonly change: number;
}

/**
 * Counts what a power mean cannot see: values below eps are held there under `clamp`, which for a LayerNorm's output is
 * about half of all. `abs` holds those of size below eps, `shift` none but the smallest.
 *
 * In: tokens `[batch, tokens, channels]`, or an image; prefix tokens and dropped ones are not counted.
 *
 * Throws a `GgemError` with code `spec` for a pooling that has no rule for negatives.
 */
export function negativesReport(
  input: NumbersInput,
  spec: PoolingSpecInput,
  given: ArrayOptions = {},
): NegativesReport {
  const parsed = parseSpec(spec);
  if (!isPowerMean(parsed)) {
    const message = `negativesReport: spec must be a power mean (gem or ggem), but ${parsed.type} came. It takes negatives as they are.`;
    throw new GgemError('spec', message);
  }
  checkOptions('negativesReport', given, arrayOptions);
  const { tokens, places } = readArray(parsed, input, given.dataFormat);
  const options = readOptions(parsed, places, given);
  const { eps } = parsed;
  // "error" pools tokens without negatives as "clamp" does, and refuses all others.
  const base = { ...parsed, negatives: parsed.negatives === 'error' ? 'clamp' : parsed.negatives } as const;
  const pooled = poolArray(tokens, base, options);
  const [batch, count, channels] = tokens.shape;
  const belowByChannel = new Float64Array(channels);
  let [values, negative, blind, small] = [0, 0, 0, 0];
  for (let b = 0; b < batch; b++) {
    const belowHere = new Float64Array(channels);
    let kept = 0;
    for (let n = firstCounted([parsed], count, (n) => isKept(b * count + n, options)); n < count; n++) {
      const token = b * count + n;
      if (!isKept(token, options)) continue;
      kept++;
      for (let c = 0; c < channels; c++) {
        const x = tokens.data[token * channels + c]!;
        if (x < eps) belowHere[c]!++;
        if (x < 0) negative++;
        if (Math.abs(x) < eps) small++;
      }
    }
    values += kept * channels;
    belowHere.forEach((below, c) => {
      belowByChannel[c]! += below;
      if (kept > 0 && below === kept) blind++;
    });
  }
  const below = belowByChannel.reduce((sum, one) => sum + one, 0);
  const change = (negatives: Negatives): number =>
    negatives === base.negatives ? 0 : distance(poolArray(tokens, { ...base, negatives }, options), pooled);
  return {
    values,
    below,
    negative,
    belowByChannel,
    blind,
    rules: {
      clamp: { held: below, change: change('clamp') },
      abs: { held: small, change: change('abs') },
      shift: { held: 0, change: change('shift') },
    },
  };
}

/** `Σ |a - b| / Σ |b|`. */
function distance(a: Float64Array, b: Float64Array): number {
  const difference = a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0);
  const size = b.reduce((sum, value) => sum + Math.abs(value), 0);
  return difference === 0 ? 0 : difference / size;
}
