import { poolingTypes } from '@ggem/core';
import { beforeAll, describe, test } from 'vitest';
import type { Case } from './case.ts';
import { ConformanceError } from './conformanceError.ts';
import type { Expectation } from './expectation.ts';
import type { Harness } from './harness.ts';
import { fetchData, loadCases, type ReadData } from './loadCases.ts';
import { formatTotals, formatWorst, type Row, type RunResult } from './result.ts';
import { runConformance } from './runConformance.ts';

/** Which cases and devices the tests run. */
export interface DescribeOptions {
  /** Where the case files are. Default: this package, on disk in Node and over HTTP in a browser. */
  readonly read?: ReadData;
  /** Devices that must be there, written `adapter:device`. Default: the variable REQUIRED_DEVICES, separated by commas. */
  readonly required?: readonly string[];
  /** Runs only the cases whose id matches one of these. */
  readonly only?: readonly string[];
  /** Runs one case of so many of each family, and at least one: for devices that take long. Default: 1, which is every case. */
  readonly every?: number;
  /** Time limit of one device in ms. Default: an hour, which only a run that hangs takes. */
  readonly timeout?: number;
}

/** How many failing cases a test prints. */
const shown = 10;

/** Runs the whole suite on every device of an adapter: one test for each device and family of cases, and one for the totals. */
export function describeConformance(
  harness: Harness,
  expectations: readonly Expectation[] = [],
  options: DescribeOptions = {},
): void {
  const { read = packageData, required = requiredDevices(), only, every = 1, timeout = 3_600_000 } = options;
  describe.each(harness.devices)(`conformance of ${harness.name} on %s`, (device) => {
    const name = `${harness.name}:${device}`;
    let cases: readonly Case[];
    let result: RunResult;
    beforeAll(async () => {
      cases = await loadCases(read);
      const own = required.filter((one) => one === name || one === device);
      result = await runConformance([{ harness, expectations }], {
        cases,
        devices: [name],
        required: own.map(() => name),
        ...(every > 1 ? { only: oneOf(every, cases) } : only && { only }),
      });
    }, timeout);

    test.for(families)('%s', (family, { skip }) => {
      const rows = result.rows.filter((row) => row.case.startsWith(`${family}/`));
      if (!result.devices[0]!.available) skip(`unavailable: ${result.devices[0]!.reason}`);
      if (rows.length === 0) skip('left out by `only`');
      failWith(failures(rows));
    });

    test('accounts for every case', () => {
      const { ms, worst } = result.devices[0]!;
      const totals = `${formatTotals(result.totals)} of ${result.cases} cases in ${ms} ms`;
      console.info(`${name}: ${totals}; worst error in units of the bound: ${formatWorst(worst) || 'none'}`);
      const strangers = cases.filter(({ id }) => !families.some((family) => id.startsWith(`${family}/`)));
      failWith([
        ...result.problems,
        ...strangers.map(({ id }) => `${id}: no test of describeConformance covers it.`),
      ]);
    });
  });
}

/** The ids of one case of so many, from the first on in each family. */
function oneOf(every: number, cases: readonly Case[]): readonly string[] {
  const seen = new Map<string, number>();
  return cases.flatMap(({ id }) => {
    const family = id.slice(0, id.indexOf('/'));
    const at = seen.get(family) ?? 0;
    seen.set(family, at + 1);
    return at % every === 0 ? [id] : [];
  });
}

/** First parts of the case ids. The last test finds one that is missing here. */
const families: readonly string[] = [
  'operation',
  ...poolingTypes,
  ...['attend', 'after', 'edge', 'ragged', 'layout'],
];

function failures(rows: readonly Row[]): readonly string[] {
  const bad = rows.filter(({ outcome }) => outcome === 'fail' || outcome === 'xpass');
  const lines = bad.slice(0, shown).map(({ outcome, case: id, message }) => `${outcome}: ${message ?? id}`);
  return bad.length > shown ? [...lines, `... and ${bad.length - shown} more`] : lines;
}

/** Fails with a whole text, which an assertion would shorten. */
function failWith(lines: readonly string[]): void {
  if (lines.length > 0) throw new ConformanceError(lines.join('\n'));
}

function requiredDevices(): readonly string[] {
  const listed = globalThis.process?.env?.REQUIRED_DEVICES ?? '';
  return listed
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

const packageData: ReadData = async (file) => {
  if (globalThis.process?.versions?.node === undefined)
    return fetchData(new URL('../data/', import.meta.url))(file);
  const { readData } = await import('./node.ts');
  return readData(file);
};
