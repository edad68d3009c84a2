import type { Case } from './case.ts';
import { type Expectation, Expectations } from './expectation.ts';
import { globToRegExp } from './glob.ts';
import type { Device, Harness } from './harness.ts';
import { orderCases } from './orderCases.ts';
import { type DeviceResult, type Row, type RunResult, totalsOf, worstOf } from './result.ts';
import { runCase } from './runCase.ts';

/** An adapter and its known deviations. */
export interface Suite {
  readonly harness: Harness;
  readonly expectations?: readonly Expectation[];
}

/** Which cases and devices a run has. */
export interface RunOptions {
  /** All cases, from `loadCases`. */
  readonly cases: readonly Case[];
  /** Runs only the cases whose id matches one of these; `*` stands for anything. */
  readonly only?: readonly string[];
  /** Runs only devices that match, written `adapter:device`. */
  readonly devices?: readonly string[];
  /** Devices that must be there, written `adapter:device`; one that is unavailable fails the run. */
  readonly required?: readonly string[];
  readonly onRow?: (row: Row, done: number, total: number) => void;
}

/**
 * Runs every case on every device of every adapter, one at a time.
 *
 * A run fails not only for failing cases, but also for an expected failure that passes, an expectation that matches no case,
 * a required device that is unavailable, another device that answers, and a wrong number of rows.
 */
export async function runConformance(suites: readonly Suite[], options: RunOptions): Promise<RunResult> {
  const selected = orderCases(select(options.cases, options.only, ({ id }) => id));
  const planned = suites.flatMap((suite) =>
    select(suite.harness.devices, options.devices, (device) => fullName(suite, device)).map((device) => ({
      suite,
      device,
    })),
  );
  const total = planned.length * selected.length;
  const problems: string[] = [...idlePatterns(suites, options)];
  const devices: DeviceResult[] = [];
  const rows: Row[] = [];
  for (const { suite, device } of planned) {
    const before = rows.length;
    const started = performance.now();
    const expectations = new Expectations(suite.expectations ?? [], device);
    const name = fullName(suite, device);
    const report = (row: Row): void => {
      rows.push(row);
      options.onRow?.(row, rows.length, total);
    };
    const reason = await runDevice(suite.harness, device, name, selected, expectations, report);
    const own = rows.slice(before);
    devices.push({
      name,
      available: reason === undefined,
      ...(reason !== undefined && { reason }),
      totals: totalsOf(own.map(({ outcome }) => outcome)),
      worst: worstOf(own),
      ms: Math.round(performance.now() - started),
    });
    for (const { cases, reason: why } of expectations.idle(options.cases)) {
      problems.push(
        `${name}: the expectation for ${cases} (${why}) matches no case. Correct its pattern or take it out.`,
      );
    }
  }
  problems.push(...missingDevices(options.required ?? [], devices), ...strayDevices(suites, planned));
  if (rows.length !== total)
    problems.push(`conformance: ${total} cases should have run, but ${rows.length} are accounted for.`);
  return {
    cases: selected.length,
    totals: totalsOf(rows.map(({ outcome }) => outcome)),
    problems,
    devices,
    rows,
  };
}

/** Runs all cases on one device. Returns the reason if it is unavailable. */
async function runDevice(
  harness: Harness,
  device: string,
  name: string,
  cases: readonly Case[],
  expectations: Expectations,
  report: (row: Row) => void,
): Promise<string | undefined> {
  let opened: Device;
  try {
    opened = await harness.open(device);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    for (const one of cases) {
      report({ device: name, case: one.id, outcome: 'unavailable', properties: {}, ms: 0 });
    }
    return reason;
  }
  try {
    for (const one of cases) {
      const answering = await opened.answers();
      const row = await runCase(opened, name, one, expectations);
      const after = await opened.answers();
      const stranger = [answering, after].find((answer) => answer !== device);
      report(
        stranger === undefined
          ? row
          : {
              ...row,
              outcome: 'fail',
              message: `${one.id}: ${device} was asked for, but ${stranger} answered.`,
            },
      );
    }
  } finally {
    await opened.close?.();
  }
  return undefined;
}

/** Patterns that match nothing: with a typo, a run of no cases would look good. */
function idlePatterns(
  suites: readonly Suite[],
  { cases, only = [], devices = [] }: RunOptions,
): readonly string[] {
  const ids = cases.map(({ id }) => id);
  const names = suites.flatMap((suite) => suite.harness.devices.map((device) => fullName(suite, device)));
  const idle = (patterns: readonly string[], all: readonly string[], what: string): string[] =>
    patterns
      .filter((pattern) => !all.some((name) => globToRegExp(pattern).test(name)))
      .map((pattern) => `conformance: "${pattern}" matches no ${what}. Use * for anything.`);
  return [...idle(only, ids, 'case'), ...idle(devices, names, 'device')];
}

function missingDevices(required: readonly string[], devices: readonly DeviceResult[]): readonly string[] {
  return required.flatMap((pattern) => {
    const matching = devices.filter(({ name }) => globToRegExp(pattern).test(name));
    if (matching.length === 0)
      return [`conformance: device ${pattern} is required, but no adapter here has it.`];
    return matching
      .filter(({ available }) => !available)
      .map(({ name, reason }) => `conformance: device ${name} is required, but unavailable: ${reason}`);
  });
}

/** Expectations for devices that their harness does not have. */
function strayDevices(
  suites: readonly Suite[],
  planned: readonly { readonly suite: Suite }[],
): readonly string[] {
  return suites
    .filter((suite) => planned.some((plan) => plan.suite === suite))
    .flatMap(({ harness, expectations = [] }) =>
      expectations.flatMap(({ cases, devices = [] }) =>
        devices
          .filter((device) => !harness.devices.includes(device))
          .map(
            (device) =>
              `${harness.name}: the expectation for ${cases} names device ${device}, which it does not have.`,
          ),
      ),
    );
}

function select<T>(
  all: readonly T[],
  patterns: readonly string[] | undefined,
  name: (one: T) => string,
): readonly T[] {
  if (patterns === undefined) return all;
  const compiled = patterns.map(globToRegExp);
  return all.filter((one) => compiled.some((pattern) => pattern.test(name(one))));
}

function fullName({ harness }: Suite, device: string): string {
  return `${harness.name}:${device}`;
}
