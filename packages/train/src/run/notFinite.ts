import { GgemError } from '@ggem/core';

/** A step that gave no finite numbers. */
interface Failed {
  /** The value, as the words `the loss is NaN`. */
  readonly what: string;
  /** Counted from 1, and of how many. */
  readonly step: number;
  readonly steps: number;
  readonly rate: number;
  /** Steps of the state before the one that led there; `undefined` where this run made no step. */
  readonly good: number | undefined;
  /** Whether states are saved. */
  readonly isSaved: boolean;
}

/** The error for a loss or a gradient with a NaN or an infinity, a `GgemError` with code `value`. */
export function notFinite({ what, step, steps, rate, good, isSaved }: Failed): GgemError {
  const fix = (): string => {
    if (good === undefined && step === 1) return 'No step was made yet: check the weights of the model.';
    if (good === undefined)
      return `The state that the run goes on from gives that: start anew with a rate below ${rate}.`;
    if (!isSaved) return `Use a rate below ${rate}.`;
    return `The state before the step that led there, after ${good} steps, is saved: go on from it (resume) with a rate below ${rate}.`;
  };
  return new GgemError(
    'value',
    `finetune: loss and gradients must be finite, but ${what} at step ${step} of ${steps}. ${fix()}`,
  );
}

/** The error for an image with a NaN or an infinity, where one of those read has any. */
export function imageNotFinite(
  parts: readonly (readonly number[])[],
  inputs: readonly Float32Array[],
): GgemError | undefined {
  for (const [at, part] of parts.entries()) {
    const read = inputs[at]!;
    const length = read.length / part.length;
    const image = part.find((_, row) =>
      read.subarray(row * length, (row + 1) * length).some((value) => !Number.isFinite(value)),
    );
    if (image === undefined) continue;
    return new GgemError(
      'value',
      `finetune: images must give finite numbers, but image ${image} gives a NaN or an infinity. Leave it out.`,
    );
  }
  return undefined;
}
