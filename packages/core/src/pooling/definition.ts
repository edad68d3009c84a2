import type { Tokens } from '../input/tokens.ts';
import type { Ops } from '../ops/lift.ts';
import type { LiveParameters } from '../ops/liveParameter.ts';
import type { NestedPart } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';

/**
 * One pooling, written against any tensor library: how to compute it, where it looks, and how it differentiates.
 *
 * Tensors are `[batch, tokens, channels]`; pooled ones have one token. What is not kept is handled around it.
 */
export interface PoolingDefinition<S extends PoolingSpec> {
  /** The pooled value, `[batch, 1, channels]`. */
  readonly forward: <T>(ops: Ops<T>, input: PoolingInput<T, S>) => T | number;
  /**
   * The pooled value as a gradient uses it, present where `forward` gives what `ops.max` gives, which is a constant to
   * differentiation: the same number, and differentiable.
   */
  readonly value?: <T>(ops: Ops<T>, input: PoolingInput<T, S>) => T | number;
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
  /** How the tokens lie, `[height, width]`, where a pooling needs it. */
  readonly grid: readonly [number, number] | null;
  /** A pooling inside this one, over the same tokens, or those of a region `[1, tokens, 1]` (1 inside, 0 outside). */
  readonly part: (part: NestedPart, region?: T) => Pooling<T | number>;
}

/** A pooling applied to tokens: what can be asked of it. */
export interface Pooling<T> {
  /** `[batch, 1, channels]`; zeros where nothing is kept. */
  readonly forward: () => T;
  /** The same, differentiable by the library. */
  readonly value: () => T;
  /** `[batch, tokens, channels]`; 0 at dropped tokens. */
  readonly weights: () => T;
  readonly gradient: (dy: T) => PoolingGradient<T>;
}

export interface PoolingGradient<T> {
  readonly x: T;
  /** By name, shaped like the live parameters; for those that are live. */
  readonly parameters?: Readonly<Record<string, T>>;
}
