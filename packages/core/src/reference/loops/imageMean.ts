import type { Negatives } from '../../spec/spec.ts';
import type { LoopTokens } from './loopTokens.ts';

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
