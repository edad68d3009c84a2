import { GgemError } from '@ggem/core';

/**
 * The length of all gradients as one vector. Throws a `GgemError` with code `value` that names the first one with a NaN or
 * an infinity in it.
 */
export function gradientNorm(gradients: ReadonlyMap<string, ArrayLike<number>>, loss: number): number {
  let sum = 0;
  for (const [name, gradient] of gradients) {
    let own = 0;
    for (let i = 0; i < gradient.length; i++) own += gradient[i]! * gradient[i]!;
    if (!Number.isFinite(own)) throw notFinite(`the gradient of ${JSON.stringify(name)}`);
    sum += own;
  }
  if (!Number.isFinite(loss)) throw notFinite('the loss');
  return Math.sqrt(sum);
}

function notFinite(what: string): GgemError {
  return new GgemError(
    'value',
    `finetune: loss and gradients must be finite, but ${what} is not. No weight was changed by this step: go on from the last state with a lower rate.`,
  );
}
