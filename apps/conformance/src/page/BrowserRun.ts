import type { Case, Row } from '@ggem/conformance';
import { joinName } from '../run/deviceName.ts';
import { mergeRuns } from '../run/mergeRuns.ts';
import type { Host, Report } from '../run/report.ts';
import { type DeviceRun, runDevice } from '../run/runDevice.ts';
import { selectCases } from '../run/selectCases.ts';
import type { SuiteModule } from '../run/suiteModule.ts';
import { type DeviceState, deviceState, type MatrixState } from '../ui/matrixState.ts';

/** A device that a visitor can choose. */
export interface Choice {
  readonly name: string;
  readonly suite: SuiteModule;
  readonly device: string;
}

export function choicesOf(suites: readonly SuiteModule[], host: Host): readonly Choice[] {
  return suites.flatMap((suite) =>
    suite.harness.devices.map((device) => ({
      name: joinName({ adapter: suite.harness.name, device, host: host.name }),
      suite,
      device,
    })),
  );
}

export interface BrowserRunOptions {
  readonly cases: readonly Case[];
  readonly only: readonly string[] | undefined;
  readonly host: Host;
  readonly problems: readonly string[];
  readonly signal: AbortSignal;
  /** Called after every case, and whenever a device starts or ends. */
  readonly onChange: (progress: RunProgress) => void;
}

export interface RunProgress {
  readonly state: MatrixState;
  /** The device that runs. */
  readonly device: string;
  readonly done: number;
  readonly total: number;
}

/** Runs the chosen devices one after the other, in this page. Throws where a pattern matches no case. */
export async function runInBrowser(
  choices: readonly Choice[],
  { cases, only, host, problems, signal, onChange }: BrowserRunOptions,
): Promise<Report> {
  const started = new Date();
  const selected = selectCases(cases, only);
  const runs: DeviceRun[] = [];
  const rows: Row[] = [];
  const waiting = (name: string): DeviceState => ({ name, about: {}, status: 'waiting' });
  const tell = (running: string): void => {
    const devices = choices.map(({ name }, i): DeviceState => {
      const run = runs[i];
      if (run) return deviceState(run.device);
      return name === running ? { name, about: {}, status: 'running' } : waiting(name);
    });
    onChange({
      state: { devices, rows },
      device: running,
      done: rows.length,
      total: choices.length * selected.length,
    });
  };
  for (const { name, suite, device } of choices) {
    if (signal.aborted) break;
    tell(name);
    const onRow = (row: Row): void => {
      rows.push(row);
      tell(name);
    };
    runs.push(await runDevice(suite, device, host.name, { cases, only, signal, onRow }));
  }
  return mergeRuns(runs, {
    started,
    hosts: [host],
    planned: choices.map(({ name }) => name),
    cases: selected.length,
    problems,
  });
}
