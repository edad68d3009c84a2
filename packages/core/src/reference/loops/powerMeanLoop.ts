import { addTimes, addWholePowers } from './addPowers.ts';
import { type ImageMean, type LoopPower, referenceOf } from './imageMean.ts';
import { type LoopTokens, sumRuns } from './loopTokens.ts';
import { putRatios, readingOf } from './putRatios.ts';
import { raise, rowOf } from './raise.ts';

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

/** `S^(1/p)`. */
export function rootOf(sum: number, p: number): number {
  return p === 1 ? sum : Math.exp(Math.log(sum) / p);
}
