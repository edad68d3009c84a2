import type { Row } from '@ggem/conformance';
import type { DeviceReport, Report } from '../run/report.ts';
import type { About } from '../run/suiteModule.ts';

/** What the matrix shows: a report, or a run that is still going on. */
export interface MatrixState {
  readonly devices: readonly DeviceState[];
  readonly rows: readonly Row[];
}

export interface DeviceState {
  /** `adapter:device@host`. */
  readonly name: string;
  readonly about: About;
  readonly status: 'waiting' | 'running' | 'done' | 'unavailable';
  /** Why it is not available. */
  readonly reason?: string | undefined;
  readonly ms?: number | undefined;
}

export function stateOf({ devices, rows }: Report): MatrixState {
  return { devices: devices.map(deviceState), rows };
}

export function deviceState({ name, about, available, reason, ms }: DeviceReport): DeviceState {
  return { name, about, status: available ? 'done' : 'unavailable', reason, ms };
}
