import type { Sides } from '../input/sides.ts';
import type { TokenInputs } from '../input/tokenInputs.ts';
import { lift } from '../ops/lift.ts';
import type { LiveParameters } from '../ops/liveParameter.ts';
import type { Operand, TensorOps } from '../ops/ops.ts';
import type { Pooling } from '../pooling/definition.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { runPooling } from './runPooling.ts';

/** What a pooling is applied to, as tensors of some library. */
export interface PoolInputs<T> extends TokenInputs<T> {
  /** `[batch, tokens, channels]`. */
  readonly tokens: T;
  readonly channels: number;
  /** Parameters that live in tensors, in place of the spec's values, by name. Their gradient is wanted. */
  readonly parameters?: LiveParameters<T> | undefined;
  /** How the tokens after the prefix lie; an image or a volume says it, see `inputLayout`. A spec's own `grid` goes first. */
  readonly grid?: Sides | undefined;
}

/** The gradients of a pooling. */
export interface PoolGradient<T> {
  /** `[batch, tokens, channels]`; 0 at prefix and dropped tokens. */
  readonly tokens: T;
  /** By name, shaped like the live parameters; for those that are live. */
  readonly parameters: Readonly<Record<string, T>>;
}

/**
 * Pools tokens with the operations of any tensor library.
 *
 * Out: `[batch, 1, outputChannels]`; an image in which nothing is kept gives zeros. Shapes and values are not checked
 * here: adapters call `checkShapes` and `checkValues` before. Throws a `GgemError` with code `value` where a parameter is
 * missing that no spec can hold.
 */
export function pool<T>(ops: TensorOps<T>, spec: PoolingSpec, inputs: PoolInputs<T>): T {
  return asTensor(apply(ops, spec, inputs).forward());
}

/**
 * Where a pooling looks: weights over tokens that sum to 1 a channel, for power means `w_i = q_i (x_i / y)^p`. What comes
 * after a pooling does not change them; those of a mix are the sum of its parts' weights, each times that of its part.
 *
 * Out: `[batch, tokens, weightChannels]`; 0 at prefix and dropped tokens.
 */
export function poolingWeights<T>(ops: TensorOps<T>, spec: PoolingSpec, inputs: PoolInputs<T>): T {
  return asTensor(apply(ops, spec, inputs).weights());
}

/**
 * Gradient of `Σ dy · pool(tokens)` with respect to the tokens and the live parameters.
 *
 * In: `dy` `[batch, 1, outputChannels]`. Source: Eq. 5 of the GGeM paper, weighted; see each pooling.
 */
export function poolGradient<T>(
  ops: TensorOps<T>,
  spec: PoolingSpec,
  inputs: PoolInputs<T>,
  dy: T,
): PoolGradient<T> {
  const { x, parameters = {} } = apply(ops, spec, inputs).gradient(dy);
  const named = Object.entries(parameters).map(([name, value]) => [name, asTensor(value)]);
  return { tokens: asTensor(x), parameters: Object.fromEntries(named) };
}

function apply<T>(
  ops: TensorOps<T>,
  spec: PoolingSpec,
  { parameters = {}, grid, ...inputs }: PoolInputs<T>,
): Pooling<Operand<T>> {
  return runPooling(lift(ops), spec, { ...inputs, parameters, grid: grid ?? null });
}

function asTensor<T>(x: Operand<T>): T {
  if (typeof x === 'number') throw new TypeError('core: a pooling gave a number where a tensor belongs.');
  return x;
}
