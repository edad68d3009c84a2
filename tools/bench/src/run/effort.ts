import { isMain } from '../plan.ts';
import type { Measure } from '../workload.ts';

/** How long one measure may take. */
export interface Effort {
  /** Time for each contender, in ms. */
  readonly budget: number;
  /** A call that is foreseen to take longer than this many ms is left out. */
  readonly patience: number;
}

/** Most time goes to the main size, where the ratios are taken; the whole stays under ten minutes. */
export function effortOf(measure: Measure, quick: boolean): Effort {
  if (!isMain(measure)) return { budget: quick ? 100 : 200, patience: 1500 };
  return quick ? { budget: 250, patience: 1500 } : { budget: 600, patience: 3000 };
}
