import { largest, type Tokens } from '../../input/tokens.ts';
import type { Ops } from '../../ops/lift.ts';
import type { GroupLayout, Operand } from '../../ops/ops.ts';
import type { AttendSpec } from '../../spec/spec.ts';
import type { PoolingGradient } from '../definition.ts';
import { once } from '../once.ts';
import { matrixGradient } from './matrixGradient.ts';
import { scoreOf } from './scores.ts';

/** Tokens as a pooling gets them, weighed by their content, and the gradient of this step. */
export interface Attended<T> {
  /** Their `q` differs among groups: it is `[batch, tokens, channels]`. */
  readonly tokens: Tokens<T>;
  readonly channels: number;
  /**
   * The gradient of this step, from the gradients of a pooling by these tokens and by the logarithms of their `q`. Both are
   * `[batch, tokens, channels]`.
   */
  readonly gradient: (byTokens: T, byShares: T) => PoolingGradient<T>;
}

/** The same with one weight a group of channels, as kernels for whole poolings take them. */
export interface Shared<T> {
  /** What is pooled, `[batch, tokens, channels]`; 0 where dropped. */
  readonly values: T;
  /** `q_ig`, `[batch, tokens, groups]`; where nothing is kept, 1. */
  readonly shares: T;
  /** Which channels of the values share a weight. */
  readonly layout: GroupLayout;
  /** As above, but gradients by the logarithms of `q` are `[batch, tokens, groups]`: the sums over the channels of a group. */
  readonly gradient: (byValues: T, byShares: T) => PoolingGradient<T>;
}

export interface AttendInput<T> {
  readonly attend: AttendSpec;
  readonly tokens: Tokens<Operand<T>>;
  readonly channels: number;
  /** Whether channel `c` is in group `c mod groups`. */
  readonly interleaved: boolean;
  readonly parameter: (name: string) => T;
}

/** Lets tokens count by what they hold, under any mean. */
export function attendTokens<T>(ops: Ops<T>, input: AttendInput<T>): Attended<Operand<T>> {
  const { tokens } = input;
  const { collect, equal, less, spread } = ops;
  const { values, shares, layout, gradient } = shareTokens(ops, input);
  const q = spread(shares, layout);
  return {
    tokens: {
      ...tokens,
      x: values,
      q,
      ownQ: tokens.q,
      isEven: false,
      hasShare: once(() => less(ops.float.tiny, q)),
      isBest: once(() => equal(q, ops.max(q))),
    },
    channels: layout.channels,
    gradient: (byTokens, byShares) => gradient(byTokens, collect(kept(ops, tokens, byShares), layout)),
  };
}

/**
 * The values and weights of tokens that count by what they hold:
 *
 *     q_ig = q_i e^(s_ig) / Σ q e^(s_g),  v_i = x_i, or x_i W
 *
 * A pooling of `v` by these weights has `∂y/∂s_ig = Σ_c ∂y_c/∂ln q_i`, `c` in group `g`, which sums to 0 over tokens.
 */
export function shareTokens<T>(ops: Ops<T>, input: AttendInput<T>): Shared<Operand<T>> {
  const { attend, tokens, parameter } = input;
  const { linear, select, transpose } = ops;
  const over = (channels: number): GroupLayout => ({
    groups: attend.groups,
    channels,
    interleaved: input.interleaved,
  });
  const scored = scoreOf(attend).of(ops, { attend, tokens, layout: over(input.channels), parameter });
  const matrix = attend.value === null ? undefined : parameter('value');
  const shares = softmax(ops, tokens, scored.scores);
  const projected = matrix === undefined ? scored.values : linear(scored.values, matrix);
  return {
    values: kept(ops, tokens, projected),
    shares: tokens.any === undefined ? shares : select(tokens.any, shares, 1),
    layout: over(attend.value ?? input.channels),
    gradient: (byTokens, byShares) => {
      const byPooled = kept(ops, tokens, byTokens);
      const byValues = matrix === undefined ? byPooled : linear(byPooled, transpose(matrix));
      const { x: dx, parameters } = scored.gradient(kept(ops, tokens, byShares), byValues);
      const value = matrix === undefined ? {} : { value: matrixGradient(ops, scored.values, byPooled) };
      return { x: dx, parameters: { ...parameters, ...value } };
    },
  };
}

/** 0 at dropped tokens. */
function kept<T>(ops: Ops<T>, { keep }: Tokens<Operand<T>>, values: Operand<T>): Operand<T> {
  return keep === undefined ? values : ops.select(keep, values, 0);
}

/** `q e^s / Σ q e^s` over the kept tokens. */
function softmax<T>(ops: Ops<T>, tokens: Tokens<Operand<T>>, scores: Operand<T>): Operand<T> {
  const { div, exp, mul, select, sub, sum } = ops;
  const below = sub(scores, largest(ops, tokens, scores));
  // A dropped token's score may lie above the largest kept one.
  const grown = mul(exp(tokens.keep === undefined ? below : select(tokens.keep, below, 0)), tokens.q);
  return div(grown, sum(grown));
}
