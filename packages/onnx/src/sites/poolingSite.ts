import type { DataFormat, PoolingSpec } from '@ggem/core';
import type { Dim } from '../shapes/shape.ts';
import type { Kind, Specified } from './meaning.ts';

/** A place where a model pools its tokens: one pooling as a whole, however many nodes it has. */
export interface PoolingSite {
  /** Name of the pooled value, by which the site is chosen. */
  readonly name: string;
  /** What it does now. */
  readonly pools: Kind | 'mix' | 'concat';
  /** The same in words, with its numbers: `GeM, p 3, eps 1e-6`. */
  readonly words: string;
  /** The same as a spec, if there is one that is exactly the same. */
  readonly spec?: PoolingSpec | undefined;
  /** Parameters of the spec that it cannot hold: the query of an attention. */
  readonly values?: Readonly<Record<string, readonly number[]>> | undefined;
  /** Why there is no such spec. */
  readonly why?: string | undefined;
  /**
   * Looks whether an attention without a spec has one after all, by computing it, which takes up to seconds: `specified` asks.
   */
  readonly attended?: (() => Specified | undefined) | undefined;
  /** For a `token` pooling, the index of the token; absent if it differs from image to image. */
  readonly index?: number | undefined;
  /** How many leading tokens the pooling leaves out; 0 for the choice of a token. */
  readonly prefix: number;
  /** The model's own mask of tokens that it reads. */
  readonly mask?: string | undefined;
  /** The value by which it weighs tokens, where this may hold numbers other than 0 and 1. */
  readonly weighedBy?: string | undefined;
  /** The operator of its last node. */
  readonly operator: string;
  /** Position of its last node. */
  readonly node: number;
  /** Positions of all its nodes. */
  readonly nodes: ReadonlySet<number>;
  /** The value that is pooled, before a transposition that exporters put there. */
  readonly tokens: string;
  readonly tokenDims: readonly Dim[];
  readonly dataFormat: DataFormat;
  /** Axes of length 1 in the result of the pooling, besides `[batch, channels]`. */
  readonly kept: readonly number[];
  /** Whether the tokens lie in front of the batch, `[tokens, batch, channels]`. */
  readonly isSequenceFirst: boolean;
  /** How many channels come out. */
  readonly channels: number | undefined;
  /** Scales and zero points, of an operator that pools quantised numbers. */
  readonly quantised?: Quantised | undefined;
}

/** Names of scale and zero point, of the input and of the output. */
export interface Quantised {
  readonly input: readonly [scale: string, zero: string];
  readonly output: readonly [scale: string, zero: string];
}

/** Prefix of the names of values inside of a pooling that was built in. */
export const ownPrefix = 'ggem/';
