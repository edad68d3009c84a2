import { type Case, type Row, runConformance, worstOf } from '@ggem/conformance';
import { countOutcomes } from './countOutcomes.ts';
import { type DeviceName, joinName } from './deviceName.ts';
import { onHost } from './onHost.ts';
import type { DeviceReport } from './report.ts';
import type { About, SuiteModule } from './suiteModule.ts';

/** One device's part of a report. */
export interface DeviceRun {
  readonly device: DeviceReport;
  readonly problems: readonly string[];
  readonly rows: readonly Row[];
}

export interface DeviceRunOptions {
  /** All cases of the suite. */
  readonly cases: readonly Case[];
  /** Patterns of case ids. Default: all. */
  readonly only?: readonly string[] | undefined;
  /** Stops between two cases. What was run so far is kept, and the run has a problem. */
  readonly signal?: AbortSignal | undefined;
  readonly onRow?: ((row: Row) => void) | undefined;
}

/** Runs the cases on one device of an adapter. Never throws: errors are problems of the run. */
export async function runDevice(
  suite: SuiteModule,
  device: string,
  host: string,
  { cases, only, signal, onRow }: DeviceRunOptions,
): Promise<DeviceRun> {
  const name: DeviceName = { adapter: suite.harness.name, device, host };
  const full = joinName(name);
  const rows: Row[] = [];
  const started = performance.now();
  let about: About = {};
  const single = onHost(suite, name, {
    onOpen: (facts) => {
      about = facts;
    },
    signal,
  });
  try {
    const result = await runConformance([single], {
      cases,
      ...(only && { only }),
      onRow: (row) => {
        rows.push(row);
        onRow?.(row);
      },
    });
    return { device: { ...result.devices[0]!, about }, problems: result.problems, rows };
  } catch (error) {
    const why = signal?.aborted ? 'it was stopped' : error instanceof Error ? error.message : String(error);
    return broken(full, rows, why, { about, ms: performance.now() - started });
  }
}

/** A run that ended before its time. */
export function broken(
  name: string,
  rows: readonly Row[],
  why: string,
  { about = {}, ms = 0 }: { readonly about?: About; readonly ms?: number } = {},
): DeviceRun {
  return {
    device: {
      name,
      available: true,
      totals: countOutcomes(rows),
      worst: worstOf(rows),
      ms: Math.round(ms),
      about,
    },
    problems: [`${name}: broke off after ${rows.length} cases: ${why.replace(/\.$/, '')}.`],
    rows,
  };
}
