import type { Ops } from '../lift.ts';
import type { LiveParameters } from '../liveParameter.ts';
import type { PoolingSpec } from '../spec.ts';
import type { Tokens } from '../tokens.ts';

/**
 * One pooling, written against any tensor library: how to compute it, where it looks, and how it differentiates.
 *
 * Tensors are `[batch, tokens, channels]`; pooled ones have one token. What is not kept is handled around it.
 */
export interface PoolingDefinition<S extends PoolingSpec> {
  /** The pooled value, `[batch, 1, channels]`. */
  readonly forward: <T>(ops: Ops<T>, input: PoolingInput<T, S>) => T | number;
  /** The pooling weights `w`, `[batch, tokens, channels]` or broadcast over channels; they sum to 1 over tokens. */
  readonly weights: <T>(ops: Ops<T>, input: PoolingInput<T, S>) => T | number;
  /** Gradient with respect to tokens and live parameters, from the upstream gradient `dy` `[batch, 1, channels]`. */
  readonly gradient: <T>(
    ops: Ops<T>,
    input: PoolingInput<T, S>,
    dy: T | number,
  ) => PoolingGradient<T | number>;
}

export interface PoolingInput<T, S extends PoolingSpec> {
  readonly spec: S;
  readonly channels: number;
  readonly tokens: Tokens<T | number>;
  readonly parameters: LiveParameters<T>;
}

export interface PoolingGradient<T> {
  readonly x: T;
  /** By name, shaped like the live parameters; for those that are live. */
  readonly parameters?: Readonly<Record<string, T>>;
}
