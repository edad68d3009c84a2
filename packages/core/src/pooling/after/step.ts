import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import type { Parameter } from '../../spec/parameter.ts';
import type { Rule } from '../../spec/rules.ts';
import type { AfterStep } from '../../spec/spec.ts';

/** One step of `after`: everything that core has to know about it. `before` is how many channels come to it. */
export interface StepDefinition<S extends AfterStep> {
  readonly rule: Rule<S>;
  /** Its parameters, named without their path: `mean` for `after.1.mean`. */
  readonly parameters: (step: S, before: number) => readonly Parameter[];
  /** How many channels come out. */
  readonly width: (step: S, before: number) => number;
  /** Why it cannot take so many channels, with the fix; `undefined` where it can. */
  readonly refusal: (step: S, before: number) => string | undefined;
  /** Why a stream cannot end with it; `undefined` where it can. */
  readonly streamRefusal: string | undefined;
  readonly forward: <T>(ops: Ops<T>, y: Operand<T>, input: StepInput<T>) => Operand<T>;
  /** From the gradient `dz` of what comes out; `y` is what came in. */
  readonly gradient: <T>(
    ops: Ops<T>,
    y: Operand<T>,
    dz: Operand<T>,
    input: StepInput<T>,
  ) => StepGradient<Operand<T>>;
}

export interface StepInput<T> {
  /** How many channels come in. */
  readonly channels: number;
  /** A parameter of the step, named without its path. */
  readonly parameter: (name: string) => T;
}

export interface StepGradient<T> {
  readonly x: T;
  /** Named without their path. */
  readonly parameters: Readonly<Record<string, T>>;
}
