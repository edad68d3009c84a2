import { pooledChannels } from '../../facts/channels.ts';
import type { Ops } from '../../ops/lift.ts';
import type { AfterStep, PoolingSpec } from '../../spec/spec.ts';
import type { PoolingInput } from '../definition.ts';
import { requiredParameter } from '../requiredParameter.ts';
import { l2, l2Gradient } from './l2.ts';
import { whiten, whitenGradient } from './whiten.ts';

/** What comes after a pooling: normalisation and whitening of the pooled vector, step by step. */
export function after<T>(
  ops: Ops<T>,
  spec: PoolingSpec,
  steps: readonly AfterStep[],
  y: T | number,
  input: PoolingInput<T, PoolingSpec>,
): T | number {
  return through(ops, spec, steps, y, input).at(-1)!;
}

/** Gradient with respect to the pooled vector `y`, and to the parameters of the steps. */
export function afterGradient<T>(
  ops: Ops<T>,
  spec: PoolingSpec,
  steps: readonly AfterStep[],
  y: T | number,
  dy: T | number,
  input: PoolingInput<T, PoolingSpec>,
): { readonly x: T | number; readonly parameters: Readonly<Record<string, T | number>> } {
  const values = through(ops, spec, steps, y, input);
  const parameters: Record<string, T | number> = {};
  let x = dy;
  for (let i = steps.length - 1; i >= 0; i--) {
    if (steps[i] === 'l2') {
      x = l2Gradient(ops, values[i]!, x, channelsBefore(spec, steps, i, input.channels));
      continue;
    }
    const own = whitenGradient(ops, values[i]!, x, whitening(input, i));
    parameters[`after.${i}.mean`] = own.mean;
    parameters[`after.${i}.matrix`] = own.matrix;
    x = own.x;
  }
  return { x, parameters };
}

/** The vector before each step, and after the last. */
function through<T>(
  ops: Ops<T>,
  spec: PoolingSpec,
  steps: readonly AfterStep[],
  y: T | number,
  input: PoolingInput<T, PoolingSpec>,
): readonly (T | number)[] {
  const values = [y];
  for (const [i, step] of steps.entries()) {
    const before = values[i]!;
    values.push(
      step === 'l2'
        ? l2(ops, before, channelsBefore(spec, steps, i, input.channels))
        : whiten(ops, before, whitening(input, i)),
    );
  }
  return values;
}

/** How many channels come to a step. */
export function channelsBefore(
  spec: PoolingSpec,
  steps: readonly AfterStep[],
  i: number,
  channels: number,
): number {
  const widths = steps.slice(0, i).flatMap((step) => (step === 'l2' ? [] : [step.whiten]));
  return widths.at(-1) ?? pooledChannels(spec, channels);
}

function whitening<T>(input: PoolingInput<T, PoolingSpec>, i: number) {
  return {
    mean: requiredParameter(input, `after.${i}.mean`),
    matrix: requiredParameter(input, `after.${i}.matrix`),
  };
}
