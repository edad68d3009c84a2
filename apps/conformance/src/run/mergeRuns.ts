import { countOutcomes } from './countOutcomes.ts';
import { meansDevice } from './deviceName.ts';
import { type Host, type Report, reportFormat } from './report.ts';
import type { DeviceRun } from './runDevice.ts';

export interface RunFrame {
  readonly started: Date;
  readonly hosts: readonly Host[];
  /** Names of the devices that were to run, in the order of the report. */
  readonly planned: readonly string[];
  /** How many cases were to run on each. */
  readonly cases: number;
  /** Patterns of devices that must have been there. */
  readonly required?: readonly string[];
  /** What went wrong outside any device. */
  readonly problems?: readonly string[];
}

/** Makes one report of the runs of single devices. */
export function mergeRuns(runs: readonly DeviceRun[], frame: RunFrame): Report {
  const { started, hosts, planned, cases, required = [], problems = [] } = frame;
  const sorted = planned.flatMap((name) => runs.find(({ device }) => device.name === name) ?? []);
  const rows = sorted.flatMap((run) => run.rows);
  const rowsExpected = planned.length * cases;
  const all = [...problems, ...sorted.flatMap((run) => run.problems), ...missing(required, planned, sorted)];
  if (rows.length !== rowsExpected) {
    all.push(`conformance: ${rowsExpected} rows should be there, but ${rows.length} are.`);
  }
  return {
    format: reportFormat,
    started: started.toISOString(),
    ms: Math.round(Date.now() - started.getTime()),
    cases,
    rowsExpected,
    totals: countOutcomes(rows),
    problems: [...new Set(all)],
    hosts,
    devices: sorted.map(({ device }) => device),
    rows,
  };
}

function missing(
  required: readonly string[],
  planned: readonly string[],
  runs: readonly DeviceRun[],
): readonly string[] {
  return required.flatMap((pattern) => {
    const meant = planned.filter((name) => meansDevice(pattern, name));
    if (meant.length === 0)
      return [`conformance: device ${pattern} is required, but none of that name was run.`];
    return runs
      .map(({ device }) => device)
      .filter(({ name, available }) => meant.includes(name) && !available)
      .map(({ name, reason }) => `conformance: device ${name} is required, but unavailable: ${reason}`);
  });
}
