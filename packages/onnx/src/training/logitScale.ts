import { GgemError } from '@ggem/core';
import type { LossName } from './losses.ts';

/** What divides cosines: a number, or where a trained one starts. */
export type Temperature = number | { readonly start: number };

/** A temperature `T` that is trained, as `ln(1 / T)`: CLIP's logit scale. */
export interface LogitScale {
  /** The input that holds it, a single number. */
  readonly input: string;
  readonly start: number;
  /** It is kept at this or below after each step. */
  readonly most: number;
}

/** The lowest one, as in CLIP: logits are at most 100. */
const lowest = 0.01;

/** The logit scale of a loss. Throws a `GgemError` with code `value` where it cannot start there, or the loss has none. */
export function logitScaleOf(
  loss: LossName,
  temperature: Temperature,
  input: string,
): LogitScale | undefined {
  if (typeof temperature === 'number') return undefined;
  const { start } = temperature;
  if (!(start >= lowest && start < Number.POSITIVE_INFINITY)) {
    throw new GgemError(
      'value',
      `finetune: a trained temperature must start at ${lowest} or more, but ${start} came. Use 0.07, as CLIP does.`,
    );
  }
  if (loss === 'crossEntropy') {
    throw new GgemError(
      'value',
      'finetune: temperature must be a number for crossEntropy, which has none to train. Use the loss normSoftmax or infoNce.',
    );
  }
  return { input, start: Math.log(1 / start), most: Math.log(1 / lowest) };
}
