import type { How } from '../contender.ts';
import type { Pass } from '../pass.ts';

/** One measurement, as `--json` writes it. */
export interface Row {
  readonly adapter: string;
  readonly device: string;
  readonly how: How;
  readonly variant?: string;
  readonly pass: Pass;
  readonly spec: string;
  readonly batch: number;
  readonly tokens: number;
  readonly channels: number;
  readonly threads: number;
  readonly medianMs: number;
  /** Distance of the quartiles. */
  readonly spreadMs: number;
  readonly samples: number;
  /** The peak of memory beyond the inputs, in MiB; only where it was measured. */
  readonly peakMiB?: number;
  /** How many programs a call launches; only on graphics cards, of libraries that say so. */
  readonly programs?: number;
}
