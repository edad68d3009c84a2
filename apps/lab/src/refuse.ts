import { GgemError, type GgemErrorCode } from '@ggem/core';

/** What an error says: the rule, what came, and what to do. */
export interface Refusal {
  readonly rule: string;
  readonly came: string;
  readonly fix: string;
  readonly cause?: unknown;
}

/** Throws the one sentence that a fault gets. */
export function refuse(code: GgemErrorCode, { rule, came, fix, cause }: Refusal): never {
  throw new GgemError(code, `lab: ${rule}, but ${came}. ${fix}`, { cause });
}
