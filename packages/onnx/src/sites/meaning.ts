import type { PoolingSpec } from '@ggem/core';
import type { Folded } from '../shapes/folded.ts';
import type { Numbers } from './numbers.ts';

/**
 * What a value of a graph means, relative to a value before it, its base: the tokens. Each operator turns the meanings of
 * its inputs into that of its output, so that it does not matter how an exporter writes a power, a mean or a root: `x^3` is
 * Pow, two Mul, or Exp, Mul and Log.
 */
export type Meaning =
  | Term
  | Largest
  | Sum
  | Count
  | Mask
  | Index
  | Pooled
  | Stack
  | Query
  | Scores
  | Weights
  | Weighted;

/** A part of an axis of the base: whole, or one of the two lengths that a reshape made of it. */
export interface Piece {
  readonly axis: number;
  /** How many entries of the base's axis one step along this piece covers. */
  readonly inner: number;
  /** Number of steps; `undefined` for all. */
  readonly length: number | undefined;
}

/** The part of an axis of the base that is used: `from` up to `to`, or up to the end of the axis if `to` is `undefined`. */
export interface Window {
  readonly from: number;
  readonly to: number | undefined;
}

interface Related {
  readonly base: string;
  /** For each axis of the value, the pieces of the base's axes that it consists of; none for an axis of length 1. */
  readonly axes: readonly (readonly Piece[])[];
  /** Axes of the base of which only a part is used. */
  readonly windows: ReadonlyMap<number, Window>;
  /** Positions of the nodes between base and value. */
  readonly nodes: ReadonlySet<number>;
  /** How many of these nodes compute; the others only move values. */
  readonly steps: number;
}

/** What is done to a token before its power is taken: `max(x, floor)`, or the same with its absolute value. */
export interface TokenRule {
  readonly abs: boolean;
  readonly floor: number | undefined;
}

/**
 * A number for each token and channel, with `b` the token after the rule:
 * `power`: factor · b^p. `log`: factor · ln b + offset. `exp`: factor · e^(p b).
 * With M the largest token, `shift · M` is added to this number, or to the exponent of `exp`, so that no exponential
 * overflows.
 */
export interface Term extends Related {
  readonly kind: 'term';
  readonly form: 'power' | 'log' | 'exp';
  readonly rule: TokenRule;
  readonly p: Numbers;
  readonly factor: Numbers;
  readonly offset: Numbers;
  readonly shift: number;
  /** The mask that it was multiplied with. */
  readonly mask: MaskSource | undefined;
}

/** The `k` largest values of each channel, largest first, along the axis of tokens. */
export interface Largest extends Related {
  readonly kind: 'largest';
  readonly over: number;
  readonly k: number;
}

/** A mask or weights of tokens in the model, `[batch, tokens]`. */
export interface MaskSource {
  readonly name: string;
  /** How many tokens were cut off the beginning of the mask, and of the values that it meets. */
  readonly from: number;
  /** Whether it chose tokens (Where) instead of being multiplied with them. */
  readonly isChosen: boolean;
  /** Whether it may hold numbers other than 0 and 1. */
  readonly isWeights: boolean;
  /** Whether it was divided by its own sum, so that the sum of tokens times it is a mean. */
  readonly isDivided: boolean;
}

/**
 * A sum over axes of the base, with `S` = Σ of mask · b^p, of e^(p b), or of ln b, and `n` how many tokens the mask keeps:
 * factor · n^count · S^k; where `isLog`, k · ln S + count · ln n + offset. `shift` is as in a term, and is added to the
 * logarithm.
 */
export interface Sum extends Related {
  readonly kind: 'sum';
  readonly over: readonly number[];
  readonly form: 'power' | 'exp' | 'log';
  readonly rule: TokenRule;
  readonly p: Numbers;
  readonly isLog: boolean;
  readonly factor: Numbers;
  readonly offset: Numbers;
  readonly shift: number;
  readonly k: Numbers;
  readonly count: Numbers;
  /** A number that was added to it before its root or logarithm, if that is too large to be ignored. */
  readonly added?: number | undefined;
  /** How the tokens were counted, if they were. */
  readonly counted: Counted | undefined;
  readonly mask: MaskSource | undefined;
  /** Whether the last node only moved it, so that it is no site of its own. */
  readonly isMoved: boolean;
}

/** What was counted: the tokens that were summed; the axes of a value, each `less` some in front; or what a mask keeps. */
export type Counted =
  | { readonly of: 'tokens' }
  | {
      readonly of: 'axes';
      readonly value: string;
      readonly axes: readonly number[];
      readonly less: readonly number[];
    }
  | { readonly of: 'mask'; readonly mask: string; readonly from: number };

/** A number of tokens: n^count, or count · ln n where `isLog`. A Shape is a list of lengths, of which one is picked later. */
export interface Count {
  readonly kind: 'count';
  readonly counted: Counted;
  readonly isList: boolean;
  readonly isLog: boolean;
  readonly count: number;
  /** Of what a mask keeps, the mask's axis for each axis of the number: the batch, or `undefined` for an added one. */
  readonly axes?: readonly (number | undefined)[] | undefined;
  /** Whether the mask may hold numbers other than 0 and 1. */
  readonly isWeights?: boolean | undefined;
  readonly nodes: ReadonlySet<number>;
}

/** A mask on its way to the tokens. */
export interface Mask {
  readonly kind: 'mask';
  readonly source: string;
  /** For each axis, the axis of the source that it is; `undefined` for an axis that was added. */
  readonly axes: readonly (number | undefined)[];
  /** Tokens at the beginning that were cut off. */
  readonly from: number;
  /** Whether it is 1 where the source is 0. */
  readonly isInverted: boolean;
  /** Whether it may hold numbers other than 0 and 1. */
  readonly isWeights: boolean;
  /** Whether it is to be added: 0 where a token is kept, very low where it is not. */
  readonly isPenalty: boolean;
  /** Whether it was divided by its own sum. */
  readonly isDivided: boolean;
  readonly nodes: ReadonlySet<number>;
}

/** The length of an axis of a value, or a number. */
export type Length = number | { readonly value: string; readonly axis: number };

/**
 * Whole numbers, one for each image, that are used to choose a token of each image. `image`: 0, 1, 2, ...; `start`: these
 * times the number of tokens; `token`: the position of the last token that a mask keeps, with padding after it; `flat`:
 * start + token; `pair`: image and token, side by side.
 */
export interface Index {
  readonly kind: 'index';
  readonly what: 'image' | 'start' | 'token' | 'flat' | 'pair';
  readonly mask?: string | undefined;
  readonly images?: Length | undefined;
  readonly tokens?: Length | undefined;
  /** For each axis, 0 where it is the batch; `undefined` for an axis that was added. */
  readonly axes: readonly (number | undefined)[];
  readonly nodes: ReadonlySet<number>;
}

/** A constant that is repeated for each image: the query of an attention. */
export interface Query {
  readonly kind: 'query';
  readonly folded: Folded;
  readonly nodes: ReadonlySet<number>;
}

/** `Σ_c query_c x_c` of each token, over all channels or those of each head. */
export interface Scores extends Related {
  readonly kind: 'scores';
  readonly query: Numbers;
}

/** Numbers for tokens that add up to 1: a softmax over one axis. */
export interface Weights {
  readonly kind: 'weights';
  /** For each axis, whether the softmax goes over it. */
  readonly axes: readonly boolean[];
  /** The scores that it is taken of, where they are known. */
  readonly scores: Scores | undefined;
  readonly nodes: ReadonlySet<number>;
}

/** Tokens times such weights, not yet summed over an axis of the base. */
export interface Weighted extends Related {
  readonly kind: 'weighted';
  readonly over: number;
  readonly attention: Attention;
}

/** What is known of an attention. */
export interface Attention {
  readonly heads: number | undefined;
  /** The query of its scores, before any scale. */
  readonly query: Numbers | undefined;
}

/** One vector for each image, made of its tokens: a pooling. */
export interface Pooled extends Related {
  readonly kind: 'pooled';
  readonly over: readonly number[];
  readonly mask: MaskSource | undefined;
  readonly what: Whole;
  /** Whether some of its parts read the mask and others do not. */
  readonly isPartlyMasked?: boolean | undefined;
  /** Whether the last node only moved it, so that it is no place of its own. */
  readonly isMoved: boolean;
}

/** Poolings of the same tokens along an axis of their own. */
export interface Stack {
  readonly kind: 'stack';
  readonly row: readonly Pooled[];
  readonly axis: number;
  readonly nodes: ReadonlySet<number>;
}

/** The pooling itself: alone, added up, or side by side. */
export type Whole =
  | Part
  | { readonly type: 'mix'; readonly parts: readonly Part[]; readonly weights: readonly number[] }
  | { readonly type: 'concat'; readonly parts: readonly Part[] };

/** A pooling of its own. */
export interface Part {
  readonly type: 'part';
  readonly what: Kind;
  /** Of a power mean. */
  readonly rule: TokenRule;
  /** Exponents, or the sharpness of `lse`. */
  readonly p: Numbers;
  /** Which token, where it is the same for all images, or the last that the mask keeps. */
  readonly index: number | 'last' | undefined;
  /** Tokens at the beginning that are left out. */
  readonly prefix: number;
  /** The factor of the pooling: 1, except for sums that nothing divided. */
  readonly factor: Numbers;
  readonly attention?: Attention | undefined;
  /** A number that is added to the mean before its root. */
  readonly added?: number | undefined;
  /** Of `topK`: how many values of each channel. */
  readonly k?: number | undefined;
  /** Of `inTurn`: what some axes are reduced by, and then others. */
  readonly links?: readonly Link[] | undefined;
}

/** One of several reductions that follow each other. */
export interface Link {
  readonly what: Kind;
  readonly over: readonly number[];
}

/** What a pooling is, before it has a spec. */
export type Kind =
  | 'token'
  | 'mean'
  | 'max'
  | 'min'
  | 'power'
  | 'lse'
  | 'meanSqrtLen'
  | 'attention'
  | 'topK'
  | 'inTurn'
  | 'sum'
  | 'rootOfSum'
  | 'logOfSum';

/** The spec of a pooling, or why there is none. */
export type Specified =
  | { readonly spec: PoolingSpec; readonly values?: Readonly<Record<string, readonly number[]>> }
  | { readonly why: string };
