import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import { eitherOf, listOf, type Rule } from '../../spec/rules.ts';
import type { AfterStep, WhitenStep } from '../../spec/spec.ts';
import type { AfterSteps, StepsInput } from './after.ts';
import { l2 } from './l2.ts';
import type { StepDefinition, StepGradient } from './step.ts';
import { whiten } from './whiten.ts';

/** Every step by its name. */
const steps: { readonly l2: StepDefinition<'l2'>; readonly whiten: StepDefinition<WhitenStep> } = {
  l2,
  whiten,
};

/** What core knows of a step. */
function stepOf(step: AfterStep): StepDefinition<AfterStep> {
  return steps[step === 'l2' ? step : 'whiten'] as StepDefinition<AfterStep>;
}

/** What comes after a pooling. */
const rule: Rule<readonly AfterStep[]> = listOf(
  eitherOf<AfterStep>(
    Object.values(steps).map((step) => step.rule),
    (value) => stepOf(value as AfterStep).rule,
    'must be "l2" or { whiten: channels }.',
  ),
  'must be a list of steps. Use ["l2"] to normalise the pooled vector.',
);

/** How many channels come to each step, and how many leave the last: one number more than steps. */
function channelsThrough(steps: readonly AfterStep[], pooled: number): readonly number[] {
  const widths = [pooled];
  for (const step of steps) widths.push(stepOf(step).width(step, widths.at(-1)!));
  return widths;
}

/** What comes after a pooling: normalisation and whitening of the pooled vector, step by step. */
function forward<T>(
  ops: Ops<T>,
  steps: readonly AfterStep[],
  y: Operand<T>,
  input: StepsInput<T>,
): Operand<T> {
  return through(ops, steps, y, input).at(-1)!;
}

/** Gradient with respect to the pooled vector `y`, and to the parameters of the steps. */
function gradient<T>(
  ops: Ops<T>,
  steps: readonly AfterStep[],
  y: Operand<T>,
  dy: Operand<T>,
  input: StepsInput<T>,
): StepGradient<Operand<T>> {
  const values = through(ops, steps, y, input);
  const inputs = stepInputs(steps, input);
  const parameters: Record<string, Operand<T>> = {};
  let x = dy;
  for (let i = steps.length - 1; i >= 0; i--) {
    const own = stepOf(steps[i]!).gradient(ops, values[i]!, x, inputs[i]!);
    for (const [name, value] of Object.entries(own.parameters)) parameters[`after.${i}.${name}`] = value;
    x = own.x;
  }
  return { x, parameters };
}

/** The vector before each step, and after the last. */
function through<T>(
  ops: Ops<T>,
  steps: readonly AfterStep[],
  y: Operand<T>,
  input: StepsInput<T>,
): readonly Operand<T>[] {
  const inputs = stepInputs(steps, input);
  const values = [y];
  for (const [i, step] of steps.entries()) values.push(stepOf(step).forward(ops, values[i]!, inputs[i]!));
  return values;
}

function stepInputs<T>(steps: readonly AfterStep[], { pooled, parameter }: StepsInput<T>) {
  const widths = channelsThrough(steps, pooled);
  return steps.map((_, i) => ({
    channels: widths[i]!,
    parameter: (name: string) => parameter(`after.${i}.${name}`),
  }));
}

/** The steps after a pooling, with all that is asked of them. */
export const afterSteps: AfterSteps = { rule, stepOf, channelsThrough, forward, gradient };
