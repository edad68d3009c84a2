import { GgemError } from '@ggem/core/bare';

/** What is thrown where nothing can be computed any more: tfjs itself would go on and give zeros. */
export function lostError(what: string, reason: string, create: string): GgemError {
  return new GgemError(
    'unavailable',
    `pool: ${what} must be there, but it was lost${reason && ` (${reason})`}. Its tensors are gone; ${create}, or load the page again.`,
  );
}
