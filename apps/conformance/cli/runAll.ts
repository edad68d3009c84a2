import { availableParallelism } from 'node:os';
import type { Case } from '@ggem/conformance';
import { loadCases } from '@ggem/conformance';
import { readData } from '@ggem/conformance/node';
import { joinName, mayMeanHost, meansDevice, splitName } from '../src/run/deviceName.ts';
import { mergeRuns } from '../src/run/mergeRuns.ts';
import { strayExpectations } from '../src/run/onHost.ts';
import type { Report } from '../src/run/report.ts';
import { type DeviceRun, runDevice } from '../src/run/runDevice.ts';
import { selectCases } from '../src/run/selectCases.ts';
import { type BrowserHost, openBrowserHost } from './browserHost.ts';
import { deviceLine } from './deviceLine.ts';
import { inLanes } from './lanes.ts';
import { loadSuites, nodeHost } from './nodeHost.ts';
import { type Options, UsageError } from './options.ts';
import { type Output, Progress } from './progress.ts';

/** Runs what the options ask for, in Node and in a browser together. `signal` interrupts it: then it throws. */
export async function runAll(options: Options, out: Output, signal: AbortSignal): Promise<Report> {
  const started = new Date();
  const cases = await loadCases(readData);
  const selected = chosen(cases, options.cases);
  const patterns = options.devices ?? ['*'];
  const wantsBrowser = patterns.some((pattern) => mayMeanHost(pattern, 'chromium'));
  const node = await loadSuites(options.harnesses);
  const problems = [...node.problems];
  const browser = wantsBrowser ? await openBrowser(problems, signal) : undefined;
  try {
    const here = node.suites.flatMap((suite) =>
      suite.harness.devices.map((device) => ({
        suite,
        device,
        name: joinName({ adapter: suite.harness.name, device, host: nodeHost.name }),
      })),
    );
    const all = [...here.map(({ name }) => name), ...(browser?.devices ?? [])];
    const planned = all.filter((name) => patterns.some((pattern) => meansDevice(pattern, name)));
    const idle = patterns.find((pattern) => !planned.some((name) => meansDevice(pattern, name)));
    if (idle !== undefined && problems.length === 0) {
      const more = browser ? '' : ', and those of a browser, which end in @chromium';
      throw new UsageError(`No device matches "${idle}". There are: ${all.join(', ')}${more}.`);
    }
    if (browser)
      problems.push(...node.suites.flatMap((suite) => strayExpectations(suite, all.map(splitName))));

    const progress = new Progress(out, planned.length, selected.length);
    const watched = async (name: string, run: () => Promise<DeviceRun>): Promise<DeviceRun> => {
      progress.start(name);
      const ended = await run();
      signal.throwIfAborted();
      progress.end(name, deviceLine(ended.device));
      return ended;
    };
    const onRow = progress.row.bind(progress);
    const only = options.cases;
    const nodeJob = async (): Promise<readonly DeviceRun[]> => {
      const runs: DeviceRun[] = [];
      for (const { suite, device, name } of here.filter((one) => planned.includes(one.name))) {
        runs.push(
          await watched(name, () => runDevice(suite, device, nodeHost.name, { cases, only, signal, onRow })),
        );
      }
      return runs;
    };
    const browserJobs = (browser?.devices ?? [])
      .filter((name) => planned.includes(name))
      .map((name) => async () => [await watched(name, () => browser!.run(name, only, onRow))])
      // Graphics devices take longest and come last in the list. They start first, so that no lane waits for them at the end.
      .reverse();
    try {
      // In each lane one process computes at a time: the page, or the graphics process that works for it.
      const runs = await inLanes(Math.min(2, availableParallelism()), [...browserJobs, nodeJob]);
      return mergeRuns(runs.flat(), {
        started,
        hosts: [nodeHost, ...(browser ? [browser.host] : [])].filter((host) =>
          planned.some((name) => splitName(name).host === host.name),
        ),
        planned,
        cases: selected.length,
        required: options.required,
        problems,
      });
    } finally {
      progress.clear();
    }
  } finally {
    await browser?.close();
  }
}

function chosen(cases: readonly Case[], patterns: readonly string[] | undefined): readonly Case[] {
  try {
    return selectCases(cases, patterns);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function openBrowser(problems: string[], signal: AbortSignal): Promise<BrowserHost | undefined> {
  try {
    const browser = await openBrowserHost(signal);
    problems.push(...browser.problems);
    return browser;
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    problems.push(`chromium: no device of a browser was run. ${why} --devices '*@node' does without.`);
    return undefined;
  }
}
