import type { Row } from '../run/row.ts';
import type { Measure } from '../workload.ts';

/** What the command line gives the page. */
export interface PageRequest {
  readonly plan: readonly Measure[];
  readonly only: readonly string[] | undefined;
  readonly quick: boolean;
}

/** Functions that the command line gives to the page, which calls them with its results. */
export interface PageCalls {
  readonly benchProgress: (text: string) => Promise<void>;
  readonly benchProblem: (text: string) => Promise<void>;
  readonly benchRows: (measure: Measure, rows: readonly Row[]) => Promise<void>;
}
