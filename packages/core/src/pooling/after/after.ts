import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import { Brought } from '../../spec/brought.ts';
import { absentKey, optional, type Rule } from '../../spec/rules.ts';
import type { AfterStep } from '../../spec/spec.ts';
import type { StepDefinition, StepGradient } from './step.ts';

/** What is asked of the steps after a pooling. */
export interface AfterSteps {
  readonly rule: Rule<readonly AfterStep[]>;
  readonly stepOf: (step: AfterStep) => StepDefinition<AfterStep>;
  readonly channelsThrough: (steps: readonly AfterStep[], pooled: number) => readonly number[];
  readonly forward: <T>(
    ops: Ops<T>,
    steps: readonly AfterStep[],
    y: Operand<T>,
    input: StepsInput<T>,
  ) => Operand<T>;
  /** By the pooled vector `y`, and by the parameters of the steps, `after.0.mean` and so on. */
  readonly gradient: <T>(
    ops: Ops<T>,
    steps: readonly AfterStep[],
    y: Operand<T>,
    dy: Operand<T>,
    input: StepsInput<T>,
  ) => StepGradient<Operand<T>>;
}

/** What the steps are given beside the pooled vector. */
export interface StepsInput<T> {
  /** How many channels the pooled vector has. */
  readonly pooled: number;
  /** A parameter by its full name, such as `after.1.mean`. */
  readonly parameter: (name: string) => T;
}

/** The steps, where they were brought: most specs have none. */
export const after: Brought<AfterSteps> = new Brought(() => '@ggem/core/after');

/** The key of a spec that says what comes after its pooling. */
export function afterKey(): Rule<readonly AfterStep[] | undefined> {
  return optional(after.find('after')?.rule ?? absentKey(() => after.get('after')));
}

/** What core knows of a step. */
export function stepOf(step: AfterStep): StepDefinition<AfterStep> {
  return after.get('after').stepOf(step);
}

/** How many channels come to each step, and how many leave the last: one number more than steps. */
export function channelsThrough(steps: readonly AfterStep[], pooled: number): readonly number[] {
  return steps.length === 0 ? [pooled] : after.get('after').channelsThrough(steps, pooled);
}
