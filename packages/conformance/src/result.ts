import type { Property } from './case.ts';

/**
 * - `pass`, `fail`: the values are within the bounds, or not.
 * - `xfail`: fails, and an expectation says why. `xpass`: passes although an expectation says that it fails; a run fails.
 * - `skip`: not run, because an expectation says so.
 * - `unavailable`: the device could not be opened.
 */
export type Outcome = 'pass' | 'fail' | 'xfail' | 'xpass' | 'skip' | 'unavailable';

/** All outcomes, in the order in which they are printed. */
export const outcomes: readonly Outcome[] = ['pass', 'fail', 'xfail', 'xpass', 'skip', 'unavailable'];

/** How many cases ended in each outcome. */
export type Totals = Readonly<Record<Outcome, number>>;

/** The result of a run; plain JSON. */
export interface RunResult {
  /** How many cases there are for each device. */
  readonly cases: number;
  readonly totals: Totals;
  /** Why the run fails beyond single cases: idle expectations, missing devices. Empty in a good run. */
  readonly problems: readonly string[];
  readonly devices: readonly DeviceResult[];
  /** One row for each device and case. */
  readonly rows: readonly Row[];
}

/** One device of a run. */
export interface DeviceResult {
  /** `adapter:device`, such as `tfjs:webgl`. */
  readonly name: string;
  readonly available: boolean;
  /** Why it is not available. */
  readonly reason?: string;
  readonly totals: Totals;
  /** Worst error of each property that was compared to the end, in units of the bound. */
  readonly worst: Readonly<Partial<Record<Property, number>>>;
  readonly ms: number;
}

/** One case on one device. */
export interface Row {
  /** `adapter:device`. */
  readonly device: string;
  readonly case: string;
  readonly outcome: Outcome;
  readonly properties: Readonly<Partial<Record<Property, PropertyResult>>>;
  readonly ms: number;
  /** What went wrong, or the reason of the expectation. */
  readonly message?: string;
}

/** One property of a case. */
export interface PropertyResult {
  readonly outcome: Outcome;
  /** Worst error in units of the bound; present where the values were compared to the end. */
  readonly worst?: number;
}

/** Counts outcomes. */
export function totalsOf(all: readonly Outcome[]): Totals {
  const totals: Record<Outcome, number> = { pass: 0, fail: 0, xfail: 0, xpass: 0, skip: 0, unavailable: 0 };
  for (const outcome of all) totals[outcome]++;
  return totals;
}

/** The worst error of each property over some rows. */
export function worstOf(rows: readonly Row[]): Partial<Record<Property, number>> {
  const worst: Partial<Record<Property, number>> = {};
  for (const { properties } of rows) {
    for (const [name, result] of Object.entries(properties)) {
      const property = name as Property;
      if (result.worst !== undefined) worst[property] = Math.max(worst[property] ?? 0, result.worst);
    }
  }
  return worst;
}

/** Whether a run is good: nothing failed, nothing passed that should fail, and there are no problems. */
export function isGood({ totals, problems }: RunResult): boolean {
  return totals.fail === 0 && totals.xpass === 0 && problems.length === 0;
}

/** Totals on one line: `12 pass, 1 xfail`. */
export function formatTotals(totals: Totals): string {
  const shown = outcomes
    .filter((outcome) => totals[outcome] > 0)
    .map((outcome) => `${totals[outcome]} ${outcome}`);
  return shown.join(', ') || 'no cases';
}

/** Worst errors on one line: `y 0.31, dx 0.2`. */
export function formatWorst(worst: DeviceResult['worst']): string {
  return Object.entries(worst)
    .map(([property, error]) => `${property} ${error}`)
    .join(', ');
}
