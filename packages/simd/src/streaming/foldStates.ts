import {
  exponentLayout,
  fixedExponents,
  groupOf,
  isPowerMean,
  mergeStates,
  type PoolingSpec,
  type PoolingState,
  powersFrom,
} from '@ggem/core';

/**
 * Gives what core's `mergeStates` gives for two states, in a fiftieth of the time: by the formula for the mean of just two
 * values.
 */
export function foldStates(states: readonly PoolingState[]): PoolingState {
  const [one, other] = states;
  const mean = one?.best === undefined ? one && meanOfTwo(one.spec) : undefined;
  if (states.length !== 2 || one === undefined || other === undefined || mean === undefined) {
    return mergeStates(states);
  }
  const { batch, channels, spec } = one;
  const layout = exponentLayout(spec, channels);
  const value = new Float64Array(batch * channels);
  const heaviest = new Float64Array(batch);
  const total = new Float64Array(batch);
  for (let b = 0; b < batch; b++) {
    const largest = Math.max(one.heaviest[b]!, other.heaviest[b]!);
    const weigh = (state: PoolingState): number =>
      state.heaviest[b]! > 0 ? state.total[b]! * (state.heaviest[b]! / largest) : 0;
    const [weightOne, weightOther] = [weigh(one), weigh(other)];
    heaviest[b] = largest;
    total[b] = weightOne + weightOther;
    const first = b * channels;
    if (one.heaviest[b] === 0 || other.heaviest[b] === 0) {
      const kept = one.heaviest[b] === 0 ? other : one;
      value.set(kept.value.subarray(first, first + channels), first);
      continue;
    }
    const [share, rest] = [weightOne / total[b]!, weightOther / total[b]!];
    for (let c = 0; c < channels; c++) {
      const i = first + c;
      value[i] = mean(one.value[i]!, other.value[i]!, share, rest, groupOf(c, layout));
    }
  }
  return { ...one, value, heaviest, total };
}

/** The mean of `a` with weight `q` and `b` with weight `r`, `q + r = 1`; `group` says which exponent is used. */
type MeanOfTwo = (a: number, b: number, q: number, r: number, group: number) => number;

function meanOfTwo(spec: PoolingSpec): MeanOfTwo | undefined {
  if (spec.type === 'max') return (a, b) => Math.max(a, b);
  if (spec.type === 'mean' || spec.type === 'meanSqrtLen') return (a, b, q, r) => q * a + r * b;
  if (!isPowerMean(spec)) return undefined;
  const exponents = fixedExponents(spec);
  return (a, b, q, r, group) => {
    const p = exponents[group]!;
    if (Number.isNaN(a + b)) return Number.NaN;
    if (p === Number.POSITIVE_INFINITY) return Math.max(a, b);
    if (p === Number.NEGATIVE_INFINITY) return Math.min(a, b);
    const isRef = p < 0 ? a <= b : a >= b;
    return isRef ? powerMean(a, b, q, r, p) : powerMean(b, a, r, q, p);
  };
}

/**
 * The power mean of `ref` with weight `q` and `value` with weight `r`, relative to `ref`, which is the larger one for
 * `p ≥ 0`, else the smaller. Both weights are given: `1 - r` would lose the digits of a small `q`.
 */
function powerMean(ref: number, value: number, q: number, r: number, p: number): number {
  if (ref === Number.POSITIVE_INFINITY) return ref;
  if (Math.abs(p) >= powersFrom) {
    const size = Math.abs(p);
    const ratio = p < 0 ? ref / value : value / ref;
    return ref * (q + r * ratio ** size) ** (1 / p);
  }
  const d = Math.log(value) - Math.log(ref);
  return ref * Math.exp(logMean(d, q, r, p));
}

/** `ln(y / ref)` for `|p| < 1/2`. */
function logMean(d: number, q: number, r: number, p: number): number {
  const z = p * d;
  // The limit at p = 0, used too where z has too few digits.
  if (Math.abs(z) < 1e-17) return r * d;
  const less = r * Math.expm1(z);
  // Where 1 + less is small, its digits cancel.
  return (less < -0.5 ? Math.log(q + r * Math.exp(z)) : Math.log1p(less)) / p;
}
