import { isMain } from '../plan.ts';
import type { Measure } from '../workload.ts';

/** How long one measure may take. */
export interface Effort {
  /** Time for each contender, in ms. */
  readonly budget: number;
  /** A call that is expected to take more ms than this is left out. */
  readonly patience: number;
}

/** Most time goes to the main size, at which ratios are compared; the whole run stays under ten minutes. */
export function effortOf(measure: Measure, quick: boolean): Effort {
  if (!isMain(measure)) return { budget: quick ? 100 : 200, patience: 1500 };
  return quick ? { budget: 250, patience: 1500 } : { budget: 600, patience: 3000 };
}
