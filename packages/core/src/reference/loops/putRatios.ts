import { float64 } from '../../ops/ops.ts';
import type { ImageMean, LoopPower } from './imageMean.ts';

/** How the ratios of an image are read from its tokens. */
export interface Reading extends ImageMean {
  readonly isAbs: boolean;
  /** Whether every exponent is above 0. */
  readonly rises: boolean;
  readonly p: Float64Array;
  /** eps, and the place of what is compared with it. */
  readonly places: Float64Array;
  /** 0, and the place of the slope of a token that is not below eps. */
  readonly slopes: Float64Array;
}

export function readingOf({ p, negatives, eps }: LoopPower, mean: ImageMean): Reading {
  const rises = p.every((one) => one > 0);
  return {
    ...mean,
    isAbs: negatives === 'abs',
    rises,
    p,
    places: new Float64Array([eps, 0]),
    slopes: new Float64Array(2),
  };
}

/**
 * Puts the ratios `r` of the token at `at` into a row: its values, at least eps, by the references; the other way round where
 * `p < 0`. They are held at the smallest normal number, so that they have a logarithm.
 *
 * What is larger of two is read from one of two places: an engine makes a jump of `Math.max`, which costs more than a logarithm
 * where every other token is below eps, as those of a transformer are. The loops are in functions that get their arrays as
 * arguments, which an engine makes twice as fast as those of a closure.
 */
export function putRatios(row: Float64Array, data: ArrayLike<number>, at: number, reading: Reading): void {
  const { ref, moved, raised, isAbs, rises, p, places } = reading;
  const eps = places[0]!;
  for (let c = 0; c < row.length; c++) {
    const x = isAbs ? Math.abs(data[at + c]!) : data[at + c]! - moved[c]! + raised;
    places[1] = x;
    const value = places[Number(x > eps)]!;
    row[c] = Math.max(rises || p[c]! > 0 ? value / ref[c]! : ref[c]! / value, float64.tiny);
  }
}
