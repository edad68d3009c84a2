import { GgemError, type GgemErrorCode } from '@ggem/core';

/** Throws a sentence for the page: what must be, what came, and what to do. */
export function refuse(code: GgemErrorCode, rule: string, came: string, fix: string): never {
  throw new GgemError(code, `${rule}, but ${came}. ${fix}`);
}
