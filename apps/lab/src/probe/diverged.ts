import { GgemError } from '@ggem/core';

/** How the errors of `@ggem/train` begin for a training that left the finite numbers: their code is that of wrong settings too. */
const notFinite = /^(probe: the loss|finetune: loss and gradients) must be finite/;

/** The error of a training whose loss was not finite: another rate may do. Throws all others. */
export function diverged(error: unknown): GgemError {
  if (error instanceof GgemError && notFinite.test(error.message)) return error;
  throw error;
}
