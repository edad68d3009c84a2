import { groupOf } from '../../ops/groupOf.ts';
import { exponentLayout, fixedExponents, powersFrom } from '../../pooling/powerMean/exponent.ts';
import { attendOf } from '../../spec/attended.ts';
import type { PoolingSpec, PowerMeanSpec } from '../../spec/spec.ts';
import type { FloatArray } from '../floatArray.ts';
import { type LoopShares, loopTokens } from './loopTokens.ts';
import { meanGradientLoop, meanLoop } from './meanLoop.ts';
import { powerMeanGradientLoop } from './powerMeanGradientLoop.ts';
import { powerMeanLoop } from './powerMeanLoop.ts';

/** What a loop gets: checked tokens, and what comes with them. */
export interface LoopCall extends LoopShares {
  readonly tokens: { readonly data: ArrayLike<number>; readonly shape: FloatArray['shape'] };
  /** Exponents in place of those of the spec. */
  readonly p?: ArrayLike<number> | undefined;
}

/**
 * Pools in loops of its own, `[batch, channels]`: mean, GeM and GGeM as most models have them. `undefined` for all else: for other
 * poolings, exponents near 0 or without bound, and tokens that are not finite. The formulas on whole arrays are there for these.
 */
export function poolLoop(spec: PoolingSpec, call: LoopCall): Float64Array | undefined {
  if (!isPlain(spec)) return undefined;
  if (spec.type === 'mean') return meanLoop(loopTokens(spec, call.tokens, call));
  const power = powerOf(spec, call);
  return power && powerMeanLoop(loopTokens(spec, call.tokens, call), power);
}

/** Gradients by tokens, and by each exponent. */
export interface LoopGradient {
  readonly tokens: Float64Array;
  readonly p?: Float64Array;
}

/** The gradient of `Σ dy y` of what `poolLoop` pools. */
export function gradientLoop(
  spec: PoolingSpec,
  call: LoopCall,
  dy: ArrayLike<number>,
): LoopGradient | undefined {
  if (!isPlain(spec)) return undefined;
  if (spec.type === 'mean') return { tokens: meanGradientLoop(loopTokens(spec, call.tokens, call), dy) };
  const power = powerOf(spec, call);
  const slopes = power && powerMeanGradientLoop(loopTokens(spec, call.tokens, call), power, dy);
  if (slopes === undefined) return undefined;
  const layout = exponentLayout(spec, call.tokens.shape[2]);
  const p = new Float64Array(layout.groups);
  for (const [c, slope] of slopes.p.entries()) p[groupOf(c, layout)]! += slope;
  return { tokens: slopes.tokens, p };
}

/** Whether nothing is before or behind the mean. */
function isPlain(spec: PoolingSpec): spec is Extract<PoolingSpec, { readonly type: 'mean' }> | PowerMeanSpec {
  const isOne = spec.type === 'mean' || spec.type === 'gem' || spec.type === 'ggem';
  return isOne && attendOf(spec) === undefined && (spec.after ?? []).length === 0;
}

/** Exponents a channel, where each is finite and far from 0. */
function powerOf(spec: PowerMeanSpec, { tokens, p = fixedExponents(spec) }: LoopCall) {
  const values = Array.from(p);
  const isFar = values.every((one) => Number.isFinite(one) && Math.abs(one) >= powersFrom);
  if (!isFar) return undefined;
  const layout = exponentLayout(spec, tokens.shape[2]);
  const byChannel = Float64Array.from({ length: layout.channels }, (_, c) => values[groupOf(c, layout)]!);
  return { p: byChannel, negatives: spec.negatives, eps: spec.eps };
}
