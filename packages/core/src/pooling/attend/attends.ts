import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import { Brought } from '../../spec/brought.ts';
import type { Parameter } from '../../spec/parameter.ts';
import type { Rule } from '../../spec/rules.ts';
import type { AttendSpec } from '../../spec/spec.ts';
import type { Attended, AttendInput } from './attendTokens.ts';

/** What is asked of tokens that attend. */
export interface Attending {
  readonly rule: Rule<AttendSpec>;
  /** Throws where scores do not fit the channels of the tokens or those that are pooled. */
  readonly check: (attend: AttendSpec, channels: number) => void;
  readonly parameters: (attend: AttendSpec, channels: number) => readonly Parameter[];
  readonly tokens: <T>(ops: Ops<T>, input: AttendInput<T>) => Attended<Operand<T>>;
}

/** Tokens that attend, where they were brought: most specs have none. */
export const attends: Brought<Attending> = new Brought(() => '@ggem/core/attend');
