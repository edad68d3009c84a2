import { lift, type Ops } from './lift.ts';
import type { LiveParameters } from './liveParameter.ts';
import type { Operand, TensorOps } from './ops.ts';
import type { PoolingDefinition, PoolingInput } from './pooling/definition.ts';
import { poolings } from './pooling/index.ts';
import type { PoolingSpec } from './spec.ts';
import { keepTokens, type TokenInputs, type Tokens } from './tokens.ts';

/** What a pooling is applied to, as tensors of some library. */
export interface PoolInputs<T> extends TokenInputs<T> {
  /** `[batch, tokens, channels]`. */
  readonly tokens: T;
  readonly channels: number;
  /** Parameters that live in tensors, in place of the spec's values, by name. Their gradient is wanted. */
  readonly parameters?: LiveParameters<T> | undefined;
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
 * Out: `[batch, 1, channels]`; an image in which nothing is kept gives zeros.
 */
export function pool<T>(ops: TensorOps<T>, spec: PoolingSpec, inputs: PoolInputs<T>): T {
  const { lifted, tokens, definition, input } = prepare(ops, spec, inputs);
  const y = definition.forward(lifted, input);
  return asTensor(tokens.any === undefined ? y : lifted.select(tokens.any, y, 0));
}

/**
 * Where a pooling looks: weights over tokens that sum to 1 a channel, for power means `w_i = q_i (x_i / y)^p`.
 *
 * Out: `[batch, tokens, channels]`; 0 at prefix and dropped tokens.
 */
export function poolingWeights<T>(ops: TensorOps<T>, spec: PoolingSpec, inputs: PoolInputs<T>): T {
  const { lifted, tokens, definition, input, prefix } = prepare(ops, spec, inputs);
  const w = definition.weights(lifted, input);
  return asTensor(spreadOut(lifted, w, tokens, prefix));
}

/**
 * Gradient of `Σ dy · pool(tokens)` with respect to the tokens and the live parameters.
 *
 * In: `dy` `[batch, 1, channels]`. Source: Eq. 5 of the GGeM paper, weighted; see each pooling.
 */
export function poolGradient<T>(
  ops: TensorOps<T>,
  spec: PoolingSpec,
  inputs: PoolInputs<T>,
  dy: T,
): PoolGradient<T> {
  const { lifted, tokens, definition, input, prefix } = prepare(ops, spec, inputs);
  const gradient = definition.gradient(lifted, input, dy);
  const x = asTensor(spreadOut(lifted, gradient.x, tokens, prefix));
  const parameters = Object.entries(gradient.parameters ?? {});
  return {
    tokens: x,
    parameters: Object.fromEntries(parameters.map(([name, value]) => [name, asTensor(value)])),
  };
}

function prepare<T>(ops: TensorOps<T>, spec: PoolingSpec, inputs: PoolInputs<T>) {
  const lifted = lift(ops);
  const prefix = spec.type === 'token' ? 0 : spec.prefixTokens;
  const tokens: Tokens<Operand<T>> = keepTokens<T>(lifted, inputs.tokens, prefix, inputs);
  const { channels, parameters = {} } = inputs;
  const input: PoolingInput<T, PoolingSpec> = { spec, channels, tokens, parameters };
  return { lifted, tokens, definition: poolings[spec.type] as PoolingDefinition<PoolingSpec>, input, prefix };
}

/** To one value for each token that came in: 0 at dropped and prefix tokens. */
function spreadOut<T>(
  ops: Ops<T>,
  values: Operand<T>,
  { x, keep }: Tokens<Operand<T>>,
  prefix: number,
): Operand<T> {
  const kept = keep === undefined ? values : ops.select(keep, values, 0);
  const full = ops.expand(kept, x);
  return prefix === 0 ? full : ops.pad(full, prefix);
}

function asTensor<T>(x: Operand<T>): T {
  if (typeof x === 'number') throw new TypeError('core: a pooling gave a number where a tensor belongs.');
  return x;
}
