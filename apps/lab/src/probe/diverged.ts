import { GgemError } from '@ggem/core';

/** The error of a training whose loss was not finite: another rate may do. Throws all others. */
export function diverged(error: unknown): GgemError {
  if (error instanceof GgemError && error.code === 'value') return error;
  throw error;
}
