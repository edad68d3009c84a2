import { GgemError, show } from '../errors.ts';
import { type FloatLimits, float32, float64 } from '../ops/ops.ts';
import { defaultEps, powersFrom } from '../pooling/powerMean/exponent.ts';
import { type ExponentSpec, exponentValue } from '../spec/spec.ts';

/** A float type by name. */
export type FloatName = 'float16' | 'bfloat16' | 'float32' | 'float64';

/** What a range report is asked about. */
export interface RangeQuestion {
  /** The type in which the tokens are, and in which a naive formula would compute. Default float32. */
  readonly dtype?: FloatName | undefined;
  readonly p: ExponentSpec;
  /** The value to which smaller tokens are raised. Default 1e-6. */
  readonly eps?: number | undefined;
  /** How many tokens are pooled. */
  readonly tokens: number;
}

/** All numbers are sizes of `x`. An edge that no number of the type reaches is 0 or Infinity. */
export interface RangeReport {
  readonly dtype: FloatName;
  readonly p: number;
  /** What `mean(x^p)^(1/p)` as written does. */
  readonly naive: {
    /** Where `x^p` overflows: above `x` for `p > 0`, below it for `p < 0`. */
    readonly overflow: RangeEdge;
    /** Where the sum of so many tokens of one size overflows; earlier than one power does. */
    readonly sumOverflow: RangeEdge;
    /** Where `x^p` loses digits, being subnormal: below `x` for `p > 0`, above it for `p < 0`. */
    readonly subnormal: RangeEdge;
    /** Where `x^p` is 0. */
    readonly zero: RangeEdge;
    /** What becomes of a token that is raised to eps. */
    readonly atEps: 'fine' | 'overflows' | 'subnormal' | 'zero' | 'undefined';
  };
  /** What the form used here does: nothing in it leaves the type. */
  readonly chosen: {
    /** The formula that is used for this `p`. */
    readonly form:
      | 'relative to the largest'
      | 'relative to the smallest'
      | 'around the geometric mean'
      | 'extreme';
    /** The type in which it computes: float32 at least. */
    readonly dtype: 'float32' | 'float64';
    /** The sum of powers lies between these. */
    readonly sum: readonly [number, number];
    /**
     * A token whose ratio to the largest (`p < 0`: of the smallest to it) is below this adds nothing that the type can
     * tell from 0. That is the power mean's own doing, not an error.
     */
    readonly silentBelowRatio: number;
  };
  /** The smallest eps at which nothing overflows or loses digits. */
  readonly safeEps: { readonly naive: number; readonly chosen: number };
}

export interface RangeEdge {
  readonly side: 'above' | 'below';
  readonly x: number;
}

const limits: { readonly [T in FloatName]: FloatLimits } = {
  float16: { epsilon: 2 ** -11, tiny: 2 ** -14, huge: 65504 },
  bfloat16: { epsilon: 2 ** -8, tiny: 2 ** -126, huge: (2 - 2 ** -7) * 2 ** 127 },
  float32,
  float64,
};

/**
 * Where `x^p` leaves a float type: `x = huge^(1/p)`, and for a sum of n tokens `(huge / n)^(1/p)`; it loses digits at
 * `tiny^(1/p)`, the smallest normal number's root, and is 0 from the smallest number's root on.
 *
 * Throws a `GgemError` with code `value` for an unknown type, NaN, or no tokens.
 */
export function rangeReport({
  dtype = 'float32',
  p: given,
  eps = defaultEps,
  tokens,
}: RangeQuestion): RangeReport {
  const p = exponentValue(given);
  check('dtype', dtype, Object.hasOwn(limits, dtype), `one of ${Object.keys(limits).join(', ')}`);
  check('p', p, typeof p === 'number' && !Number.isNaN(p), 'a number, "inf" or "-inf"');
  check('eps', eps, eps > 0 && eps < Number.POSITIVE_INFINITY, 'a number above 0');
  check('tokens', tokens, Number.isInteger(tokens) && tokens > 0, 'a whole number from 1');
  const { huge, tiny, epsilon } = limits[dtype];
  const grows = p >= 0;
  const edge = (power: number, side: RangeEdge['side']): RangeEdge => ({ side, x: root(power, p) });
  const [large, small] = grows ? (['above', 'below'] as const) : (['below', 'above'] as const);
  const naive = {
    overflow: edge(huge, large),
    sumOverflow: edge(huge / tokens, large),
    subnormal: edge(tiny, small),
    // The smallest number above 0, a subnormal one.
    zero: edge(tiny * 2 * epsilon, small),
  };
  const computes = dtype === 'float64' ? 'float64' : 'float32';
  const inside = limits[computes];
  return {
    dtype,
    p,
    naive: { ...naive, atEps: fateOf(eps, p, naive) },
    chosen: {
      form: formOf(p),
      dtype: computes,
      sum: [1 / tokens, 1],
      silentBelowRatio: Number.isFinite(p) ? (inside.epsilon / tokens) ** (1 / Math.abs(p)) : 1,
    },
    safeEps: { naive: grows ? naive.subnormal.x : naive.sumOverflow.x, chosen: float32.tiny },
  };
}

/** The edge `x = power^(1/p)`: 0 or Infinity for p = 0, where no `x` has it, and 1 for infinite p. */
function root(power: number, p: number): number {
  if (p === 0) return power > 1 ? Number.POSITIVE_INFINITY : 0;
  return power ** (1 / p);
}

function fateOf(
  eps: number,
  p: number,
  naive: Pick<RangeReport['naive'], 'sumOverflow' | 'subnormal' | 'zero'>,
): RangeReport['naive']['atEps'] {
  // 1 / p is infinite, or the power 0 or infinite for all x but 1.
  if (p === 0 || !Number.isFinite(p)) return 'undefined';
  const beyond = ({ side, x }: RangeEdge): boolean => (side === 'above' ? eps > x : eps < x);
  if (beyond(naive.sumOverflow)) return 'overflows';
  if (beyond(naive.zero)) return 'zero';
  return beyond(naive.subnormal) ? 'subnormal' : 'fine';
}

function formOf(p: number): RangeReport['chosen']['form'] {
  if (!Number.isFinite(p)) return 'extreme';
  if (Math.abs(p) < powersFrom) return 'around the geometric mean';
  return p > 0 ? 'relative to the largest' : 'relative to the smallest';
}

function check(name: string, value: unknown, holds: boolean, rule: string): void {
  if (!holds) throw new GgemError('value', `rangeReport: ${name} must be ${rule}, but ${show(value)} came.`);
}
