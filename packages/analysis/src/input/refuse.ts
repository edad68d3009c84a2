import { GgemError, type GgemErrorCode } from '@ggem/core/bare';

/** What an error says: the argument with its rule, what came, and what to do. */
export interface Refusal {
  readonly rule: string;
  readonly came: string;
  readonly fix: string;
}

/** Throws the error of a measure. */
export function refuse(code: GgemErrorCode, operation: string, { rule, came, fix }: Refusal): never {
  throw new GgemError(code, `${operation}: ${rule}, but ${came} came. ${fix}`);
}
