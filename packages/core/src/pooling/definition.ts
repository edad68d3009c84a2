import type { Sides } from '../input/sides.ts';
import type { Tokens } from '../input/tokens.ts';
import type { Ops } from '../ops/lift.ts';
import type { LiveParameters } from '../ops/liveParameter.ts';
import type { Operand } from '../ops/ops.ts';
import type { Parameter } from '../spec/parameter.ts';
import type { NestedPart } from '../spec/parts.ts';
import type { Rule, Rules } from '../spec/rules.ts';
import type { AnySpec, PoolingSpec } from '../spec/spec.ts';
import type { Streaming } from './streamRule.ts';

/** One pooling: everything that core has to know about it, and its formulas. Its file holds all of it. */
export interface PoolingDefinition<S extends PoolingSpec> extends PoolingFacts<S>, PoolingFormula<S> {}

/** What a spec of one type says without any tensor. */
export interface PoolingFacts<S extends PoolingSpec> {
  /** What it is called. */
  readonly title: string;
  /** The pooled value in a line, in the names of `docs/architecture.md` and of its keys. */
  readonly formula: string;
  /** Every key with its rule and its default. `nested` is the rule of a spec inside this one. */
  readonly keys: (nested: Rule<PoolingSpec>) => SpecKeys<S>;
  /** Rules and defaults that tie several keys together; throws what breaks one. */
  readonly complete: (spec: ParsedSpec<S>) => S;
  /** Its own parameters, without those of its parts and of what comes after it. */
  readonly parameters: (spec: S, channels: number) => readonly Parameter[];
  /** How many channels come out; `parts` says how many each nested spec gives. */
  readonly width: (spec: S, channels: number, parts: readonly number[]) => number;
  /** Throws where it cannot have so many channels. */
  readonly checkChannels: (spec: S, channels: number, parts: readonly number[]) => void;
  /** Throws where it cannot pool so many tokens, counted after its prefix; `grid` is how the input says they lie. */
  readonly checkTokens: (spec: S, tokens: number, grid: Sides | undefined) => void;
  /** The fewest tokens after its prefix that it can pool, parts aside. */
  readonly fewestTokens: (spec: S) => number;
  /** Where it looks at regions: the most that a spec of its type can have, be it valid or not. */
  readonly regionsAtMost?: (spec: object) => number;
  /** Whether a negative token is an error. */
  readonly refusesNegatives: (spec: S) => boolean;
  /** How its tokens may come in pieces, or why not. */
  readonly streaming: (spec: S) => Streaming;
  /** Which of its channels belong together: one group where all are alike. */
  readonly groups: (spec: S) => { readonly groups: number; readonly interleaved: boolean };
  /** How its weights `w` give the pooled value exactly. A test holds it, and the table of `docs/attribution.md` says it. */
  readonly identity: string;
}

/**
 * How a pooling is computed, written against any tensor library: the value, where it looks, and how it differentiates.
 *
 * Tensors are `[batch, tokens, channels]`; pooled ones have one token. What is not kept is handled around it.
 */
export interface PoolingFormula<S extends PoolingSpec> {
  /** The pooled value, `[batch, 1, channels]`. */
  readonly forward: <T>(ops: Ops<T>, input: PoolingInput<T, S>) => Operand<T>;
  /**
   * The pooled value in a form that libraries can differentiate, for use inside gradients. Needed only where `forward`
   * gives a result of `ops.max`, which is a constant to differentiation.
   */
  readonly value?: <T>(ops: Ops<T>, input: PoolingInput<T, S>) => Operand<T>;
  /** The pooling weights `w`, `[batch, tokens, channels]` or broadcast over channels; they sum to 1 over tokens. */
  readonly weights: <T>(ops: Ops<T>, input: PoolingInput<T, S>) => Operand<T>;
  /** Gradient with respect to tokens and live parameters, from the upstream gradient `dy` `[batch, 1, channels]`. */
  readonly gradient: <T>(
    ops: Ops<T>,
    input: PoolingInput<T, S>,
    dy: Operand<T>,
  ) => PoolingGradient<Operand<T>>;
}

/** Keys whose default may depend on other keys, so that `complete` fills them in. */
type LateKey = 'trainable' | 'weights';

/** A spec before `complete`. */
export type ParsedSpec<S extends PoolingSpec> = Omit<S, LateKey> & {
  readonly [K in keyof S & LateKey]?: S[K] | undefined;
};

/** The rule of each key but those that every spec has. */
export type SpecKeys<S extends PoolingSpec> = Rules<Omit<ParsedSpec<S>, 'type' | keyof AnySpec>>;

/** What the formulas of a pooling are given. */
export interface PoolingInput<T, S extends PoolingSpec> {
  readonly spec: S;
  readonly channels: number;
  readonly tokens: Tokens<Operand<T>>;
  readonly parameters: LiveParameters<T>;
  /** How the tokens lie, where spec or input say it. */
  readonly grid: Sides | null;
  /** A pooling inside this one, over the same tokens, or those of a region `[1, tokens, 1]` (1 inside, 0 outside). */
  readonly part: (part: NestedPart, region?: T) => Pooling<Operand<T>>;
}

/** A pooling applied to tokens: what can be asked of it. */
export interface Pooling<T> {
  /** How many channels it gives. */
  readonly channels: number;
  /** `[batch, 1, channels]`; zeros where nothing is kept. */
  readonly forward: () => T;
  /** The same, differentiable by the library. */
  readonly value: () => T;
  /** `[batch, tokens, channels]`; 0 at dropped tokens. */
  readonly weights: () => T;
  readonly gradient: (dy: T) => PoolingGradient<T>;
}

/** What the gradient of a pooling gives. */
export interface PoolingGradient<T> {
  /** With respect to the tokens, `[batch, tokens, channels]`. */
  readonly x: T;
  /** By name, shaped like the live parameters; for those that are live. */
  readonly parameters?: Readonly<Record<string, T>>;
  /** By the logarithm of each token's weight `q`, `[batch, tokens, channels]`, which sums to 0 over tokens: where tokens can attend. */
  readonly byShares?: () => T;
}
