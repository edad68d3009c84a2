import type { Tokens } from '../../input/tokens.ts';
import type { Ops } from '../../ops/lift.ts';
import type { GroupLayout, Operand } from '../../ops/ops.ts';
import type { Parameter } from '../../spec/parameter.ts';
import type { AttendSpec } from '../../spec/spec.ts';
import type { PoolingGradient } from '../definition.ts';

/** One way to compute from the content of a token how much it counts. One file holds all of it. */
export interface Score<A extends AttendSpec> {
  /** Its parameters, for tokens with so many channels. */
  readonly parameters: (attend: A, channels: number) => readonly Parameter[];
  /** Throws where it cannot score tokens with so many channels. */
  readonly checkChannels: (type: string, attend: A, channels: number) => void;
  readonly of: <T>(ops: Ops<T>, input: ScoreInput<T, A>) => Scored<Operand<T>>;
}

export interface ScoreInput<T, A extends AttendSpec> {
  readonly attend: A;
  readonly tokens: Tokens<Operand<T>>;
  /** Which channels of the tokens share a score. */
  readonly layout: GroupLayout;
  readonly parameter: (name: string) => T;
}

/** Tokens with their scores. */
export interface Scored<T> {
  /** `[batch, tokens, groups]`; at dropped tokens whatever comes. */
  readonly scores: T;
  /** What is pooled in place of the tokens, `[batch, tokens, channels]`. */
  readonly values: T;
  /** The gradient, from the gradients by scores, which sum to 0 over tokens, and by values. */
  readonly gradient: (byScores: T, byValues: T) => PoolingGradient<T>;
}
