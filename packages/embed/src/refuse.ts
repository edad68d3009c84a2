import { GgemError, type GgemErrorCode } from '@ggem/core/bare';

/** What an error says: the argument with its rule, what came, and what to do. */
export interface Refusal {
  readonly rule: string;
  readonly came: string;
  readonly fix: string;
  readonly cause?: unknown;
}

/** Throws the error of an operation. */
export function refuse(code: GgemErrorCode, operation: string, { rule, came, fix, cause }: Refusal): never {
  throw new GgemError(code, `${operation}: ${rule}, but ${came} came. ${fix}`, { cause });
}
