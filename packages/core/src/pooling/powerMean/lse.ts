import { differentiableExtreme, keepShares, largest, type Tokens, tieWeights } from '../../input/tokens.ts';
import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import { exponent, isTrained, trainedKeys } from '../../spec/exponentKeys.ts';
import { prefixKeys } from '../../spec/keys.ts';
import { preset } from '../../spec/rules.ts';
import { exponentValue, type LseSpec } from '../../spec/spec.ts';
import { attendKeys, completeAttend } from '../attend/attendKeys.ts';
import type { PoolingDefinition, PoolingInput } from '../definition.ts';
import { oneGroup, oneToken, sameChannels, takesAny, takesNegatives } from '../plainFacts.ts';
import { streamedAttending } from '../streamRule.ts';
import { choose, type Exponent, exponentOf, powersFrom } from './exponent.ts';
import { type Powers, powerShares, powerSlope, powersOf, powerWeights } from './powerMeanAwayFromZero.ts';
import { type Logarithms, logarithmsOf, logShares, logSpread, logWeights } from './powerMeanNearZero.ts';

/**
 * Log-sum-exp pooling: `y = (1/r) ln Σ q e^(r x)`, the logarithm of the power mean `M_r` of `e^x`, whose formulas it
 * shares with `d = x - ref` in place of `ln(x / ref)`. `r = 0` is the mean, `∞` the largest and `-∞` the smallest token.
 *
 * How far `r` is from 0 depends on the tokens here: what counts is `|r|` times the width of their range.
 *
 * - `w_i = q_i e^(r (x_i - y))`
 * - `∂y/∂x_i = w_i`
 * - `∂y/∂r = KL(w ‖ q) / r²`
 * - `∂y/∂ln q_i = (w_i - q_i) / r`
 */
export const lse: PoolingDefinition<LseSpec> = {
  title: 'Log-sum-exp pooling (LSE)',
  formula: 'y = (1/r) ln Σ q e^(r x)',
  keys: () => ({
    r: preset(exponent('0 is the mean, "inf" the maximum.'), 1),
    ...trainedKeys,
    ...attendKeys(),
    ...prefixKeys,
  }),
  complete: (spec) => ({
    ...completeAttend(spec, 1),
    trainable: isTrained(spec, 'r', [exponentValue(spec.r)]),
  }),
  parameters: ({ r, trainable, range }) => [
    { name: 'r', shape: [1], axes: ['1'], start: [exponentValue(r)], trainable, range },
  ],
  width: sameChannels,
  checkChannels: takesAny,
  checkTokens: takesAny,
  fewestTokens: oneToken,
  refusesNegatives: takesNegatives,
  streaming: streamedAttending,
  groups: oneGroup,
  identity: 'y = -(1/r) ln Σ w e^(-r x)',
  forward: (ops, input) => {
    const soft = prepare(ops, input);
    const { ref, size } = soft;
    const y = byRange(ops, soft, {
      near: ({ ofMean }) => ops.add(ref, ofMean),
      far: ({ logSum }, far) => ops.add(ref, ops.mul(logSum(), ops.div(soft.sign, far))),
      infinite: () => ref,
    });
    // At r = 0 a token of -∞ makes the mean -∞. At any other r it counts for nothing (r > 0) or is `ref` (r < 0).
    const isMean = typeof size === 'number' ? Number(size === 0) : ops.equal(size, 0);
    const lowest = ops.select(isMean, ops.mul(-1, soft.width), 0);
    const { equal, select } = ops;
    const mean = select(equal(lowest, Number.NEGATIVE_INFINITY), lowest, y);
    const below = select(equal(ref, Number.NEGATIVE_INFINITY), ref, mean);
    return select(equal(ref, Number.POSITIVE_INFINITY), ref, below);
  },
  value: (ops, input) => {
    const soft = prepare(ops, input);
    if (soft.infinite !== true) return lse.forward(ops, input);
    return differentiableExtreme(ops, input.tokens, input.tokens.x, soft.ref);
  },
  weights: (ops, input) => {
    const soft = prepare(ops, input);
    return byRange(ops, soft, {
      near: (logs) => logWeights(ops, soft.tokens, logs),
      far: (powers) => powerWeights(ops, soft.tokens, powers),
      infinite: () => tieWeights(ops, soft.tokens, soft.tokens.x, soft.ref),
    });
  },
  gradient: (ops, input, dy) => {
    const soft = prepare(ops, input);
    const { tokens } = soft;
    const byShares = () => {
      const shares = byRange(ops, soft, {
        near: (logs) => logShares(ops, tokens, logs),
        far: (powers, size) => {
          const scale = ops.div(1, ops.mul(powers.sum, ops.mul(soft.sign, size)));
          return ops.mul(powerShares(ops, tokens, powers), scale);
        },
        infinite: () => ops.sub(tokens.q, tokens.q),
      });
      return ops.mul(shares, dy);
    };
    const gradient = { x: ops.mul(lse.weights(ops, input), dy), byShares };
    if (input.parameters.r === undefined) return gradient;
    const { any } = tokens;
    const byR = byRange(ops, soft, {
      near: (logs) => logSpread(ops, tokens, logs),
      far: (powers, size) => ops.div(ops.div(powerSlope(ops, tokens, powers, 1), size), size),
      infinite: () => 0,
    });
    const kept = any === undefined ? byR : ops.select(any, byR, 0);
    const layout = { groups: 1, channels: input.channels, interleaved: false };
    return { ...gradient, parameters: { r: ops.collect(ops.sumBatch(ops.mul(dy, kept)), layout) } };
  },
};

interface Soft<T> extends Omit<Exponent<T>, 'near'> {
  readonly tokens: Tokens<T>;
  /** Largest kept token where `r ≥ 0`, smallest where `r < 0`; 0 where nothing is kept. */
  readonly ref: T;
  /** `d = x - ref`; `sign · d ≤ 0`. */
  readonly d: T;
  /** How far the farthest token is from the reference. */
  readonly width: T;
}

function prepare<T>(
  ops: Ops<T>,
  { spec, tokens: given, parameters }: PoolingInput<T, LseSpec>,
): Soft<Operand<T>> {
  const { mul, select, sub } = ops;
  const fixed = { values: [exponentValue(spec.r)], range: spec.range };
  // One group: it broadcasts over the channels.
  const r = exponentOf(ops, fixed, { groups: 1, channels: 1, interleaved: false }, parameters.r);
  const tokens = r.infinite === true ? given : keepShares(given);
  const extreme = mul(r.sign, largest(ops, tokens, mul(r.sign, tokens.x)));
  const ref = tokens.any === undefined ? extreme : select(tokens.any, extreme, 0);
  const d = tokens.keep === undefined ? sub(tokens.x, ref) : select(tokens.keep, sub(tokens.x, ref), 0);
  const width = ops.max(mul(mul(r.sign, d), -1));
  return { ...r, tokens, ref, d, width };
}

/** Runs the formula that fits `|r|` times the width. Where both run, each gets harmless values where the other counts. */
function byRange<T>(
  ops: Ops<T>,
  { tokens, sign, size, infinite, d, width }: Soft<Operand<T>>,
  formula: {
    readonly near: (logs: Logarithms<Operand<T>>) => Operand<T>;
    readonly far: (powers: Powers<Operand<T>>, size: Operand<T>) => Operand<T>;
    readonly infinite: () => Operand<T>;
  },
): Operand<T> {
  const { clamp, mul, select } = ops;
  const finite = (): Operand<T> => {
    const r = mul(sign, size);
    if (size === 0) return formula.near(logarithmsOf(ops, tokens, d, 0));
    const isNear = ops.less(mul(size, width), powersFrom);
    const near = logarithmsOf(ops, tokens, select(isNear, d, 0), select(isNear, r, 0));
    // Below the lower bound e^z is 0 in any float type; the bound keeps z finite, so that z e^z is no NaN.
    const z = clamp(select(isNear, 0, mul(mul(sign, d), size)), -1e4, 0);
    const far = formula.far(
      powersOf(ops, tokens, ops.exp(z), () => z),
      select(isNear, 1, size),
    );
    return select(isNear, formula.near(near), far);
  };
  return choose(infinite, formula.infinite, finite, select);
}
