import type { Negatives } from '../../spec/spec.ts';
import { addTimes, addWholePowers } from './addPowers.ts';
import { type LoopTokens, sumRuns } from './loopTokens.ts';
import { putRatios, readingOf } from './putRatios.ts';
import { raise, rowOf } from './raise.ts';

/** The exponents of a power mean, one a channel, and its rule for negatives. */
export interface LoopPower {
  readonly p: Float64Array;
  readonly negatives: Negatives;
  readonly eps: number;
}

/** A power mean of one image, by channel. */
export interface ImageMean {
  /** The largest kept token where `p > 0`, else the smallest, at least eps. */
  readonly ref: Float64Array;
  /** What is taken off a token before its power, and what is added then: smallest token and eps under `shift`, else 0. */
  readonly moved: Float64Array;
  readonly raised: number;
}

/** Whole exponents up to this one are products. */
const fewFactors = 8;

/**
 * `y = (Σ q x^p)^(1/p)`, `[batch, channels]`, for exponents of at least 1/2 in size, as `powerMeanAwayFromZero` has it:
 *
 *     u = r^|p|,  S = Σ q u,  y = ref S^(1/p)
 *
 * `undefined` where a channel has no finite reference: the formulas that know of infinities are for it.
 */
export function powerMeanLoop(tokens: LoopTokens, power: LoopPower): Float64Array | undefined {
  const { batch, channels } = tokens;
  const { p } = power;
  const pooled = new Float64Array(batch * channels);
  const sum = new Float64Array(channels);
  for (let b = 0; b < batch; b++) {
    if (!tokens.hasAny(b)) continue;
    const mean = referenceOf(tokens, b, power);
    if (mean === undefined) return undefined;
    const { ref, moved, raised } = mean;
    sum.fill(0);
    sumRuns(tokens, b, [sum], powersOf(tokens, power, mean));
    for (let c = 0; c < channels; c++) {
      pooled[b * channels + c] = ref[c]! * rootOf(sum[c]!, p[c]!) + (moved[c]! - raised);
    }
  }
  return pooled;
}

/** Adds `q r^|p|` of one token. */
function powersOf(
  { data, channels }: LoopTokens,
  power: LoopPower,
  mean: ImageMean,
): (parts: readonly Float64Array[], at: number, share: number) => void {
  const { p } = power;
  const row = rowOf(channels);
  const r = row.numbers;
  const read = readingOf(power, mean);
  const whole = p.every((one) => one === p[0]) && Number.isInteger(p[0]) && p[0]! >= 1 && p[0]! <= fewFactors;
  if (whole) {
    return ([part], at, share) => {
      putRatios(r, data, at, read);
      addWholePowers(part!, r, p[0]!, share);
    };
  }
  const sizes = p.map(Math.abs);
  return ([part], at, share) => {
    putRatios(r, data, at, read);
    raise(row, sizes);
    addTimes(part!, r, share);
  };
}

/** Reference and shift of each channel; `undefined` where one is not finite. */
export function referenceOf(
  tokens: LoopTokens,
  b: number,
  { p, negatives, eps }: LoopPower,
): ImageMean | undefined {
  const { data, all, prefix, channels } = tokens;
  const largest = new Float64Array(channels).fill(Number.NEGATIVE_INFINITY);
  const smallest = new Float64Array(channels).fill(Number.POSITIVE_INFINITY);
  const isAbs = negatives === 'abs';
  const needsSmallest = negatives === 'shift' || p.some((one) => one < 0);
  for (let n = 0; n < all - prefix; n++) {
    if (!tokens.isKept(b, n)) continue;
    const at = (b * all + prefix + n) * channels;
    for (let c = 0; c < channels; c++) {
      const x = isAbs ? Math.abs(data[at + c]!) : data[at + c]!;
      largest[c] = Math.max(largest[c]!, x);
    }
    if (!needsSmallest) continue;
    for (let c = 0; c < channels; c++) {
      const x = isAbs ? Math.abs(data[at + c]!) : data[at + c]!;
      smallest[c] = Math.min(smallest[c]!, x);
    }
  }
  const moved = new Float64Array(channels);
  const raised = negatives === 'shift' ? eps : 0;
  if (negatives === 'shift') for (let c = 0; c < channels; c++) moved[c] = smallest[c]!;
  const ref = new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    ref[c] = Math.max((p[c]! > 0 ? largest : smallest)[c]! - moved[c]! + raised, eps);
    if (!Number.isFinite(ref[c]) || !Number.isFinite(moved[c])) return undefined;
  }
  return { ref, moved, raised };
}

/** `S^(1/p)`. */
export function rootOf(sum: number, p: number): number {
  return p === 1 ? sum : Math.exp(Math.log(sum) / p);
}
