import type { DeviceResult, RunResult } from '@ggem/conformance';
import type { About } from './suiteModule.ts';

/** The result of a run of the app, written as JSON: totals and problems, hosts and devices, a row for each device and case. */
export interface Report extends RunResult {
  readonly format: typeof reportFormat;
  /** ISO 8601. */
  readonly started: string;
  readonly ms: number;
  /** How many rows there should be: devices times cases. */
  readonly rowsExpected: number;
  readonly hosts: readonly Host[];
  /** Named `adapter:device@host`. */
  readonly devices: readonly DeviceReport[];
}

export const reportFormat = 'ggem-conformance/1';

/** A program that runs devices: Node, or a browser. */
export interface Host {
  readonly name: string;
  readonly about: About;
}

export interface DeviceReport extends DeviceResult {
  readonly about: About;
}

/** Reads a report from JSON text; throws where it is none. */
export function parseReport(text: string): Report {
  let report: Partial<Report> | null;
  try {
    report = JSON.parse(text) as Partial<Report> | null;
  } catch {
    throw new Error('conformance: a result must be JSON, but this file is not. Choose one that a run wrote.');
  }
  if (report?.format !== reportFormat || !Array.isArray(report.rows) || !Array.isArray(report.devices)) {
    const came = report?.format === undefined ? 'none' : JSON.stringify(report.format);
    throw new Error(
      `conformance: a result must have the format "${reportFormat}", but ${came} came. Choose one that a run wrote.`,
    );
  }
  return report as Report;
}
