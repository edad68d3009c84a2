import type { Row } from '@ggem/conformance';
import { joinName, splitName } from '../run/deviceName.ts';
import type { Host } from '../run/report.ts';
import { type DeviceRun, runDevice } from '../run/runDevice.ts';
import { loadSuites } from './loadSuites.ts';
import { pageCases } from './pageCases.ts';
import { thisBrowser } from './thisBrowser.ts';

/** What a page without visible parts offers to the program that opened it (`cli/browserHost.ts`). */
export interface Runner {
  readonly host: Host;
  /** Full names of the devices that the adapters claim to have in this browser. */
  readonly devices: readonly string[];
  readonly problems: readonly string[];
  /** Runs one device. Rows are sent during the run; the result has the rest. */
  readonly run: (name: string, only: readonly string[] | undefined) => Promise<DeviceRun>;
}

declare global {
  var conformanceRunner: Promise<Runner>;
  /** Defined by the program that opened this page. */
  var conformanceRows: (rows: readonly Row[]) => Promise<void>;
}

globalThis.conformanceRunner = start();

async function start(): Promise<Runner> {
  const { suites, problems } = await loadSuites();
  const host = thisBrowser();
  return {
    host,
    problems,
    devices: suites.flatMap(({ harness }) =>
      harness.devices.map((device) => joinName({ adapter: harness.name, device, host: host.name })),
    ),
    run: async (name, only) => {
      const { adapter, device } = splitName(name);
      const suite = suites.find(({ harness }) => harness.name === adapter);
      if (!suite) throw new Error(`conformance: no adapter here is called ${adapter}.`);
      const send = batches();
      const run = await runDevice(suite, device, host.name, {
        cases: await pageCases(),
        only,
        onRow: send.row,
      });
      await send.rest();
      return { ...run, rows: [] };
    },
  };
}

/** Sends rows in batches, since a message to another process takes more time than a case. */
function batches(): { readonly row: (row: Row) => void; readonly rest: () => Promise<void> } {
  let waiting: Row[] = [];
  let last = performance.now();
  const flush = async (): Promise<void> => {
    const rows = waiting;
    waiting = [];
    last = performance.now();
    await globalThis.conformanceRows(rows);
  };
  return {
    row: (row) => {
      waiting.push(row);
      if (performance.now() - last > 250) void flush();
    },
    rest: flush,
  };
}
