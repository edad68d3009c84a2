import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome, Row, RunResult } from '@ggem/conformance';

/** What the support table shows of a conformance run. */
export interface Support {
  readonly started: string;
  /** How many cases each device ran. */
  readonly cases: number;
  readonly hosts: readonly { readonly name: string; readonly about: About }[];
  readonly families: readonly string[];
  readonly devices: readonly SupportedDevice[];
  /** Expected failures: which device, why, and how many cases. */
  readonly deviations: readonly {
    readonly device: string;
    readonly reason: string;
    readonly cases: number;
  }[];
  readonly problems: readonly string[];
}

export interface SupportedDevice {
  /** Such as `tfjs:webgl@chromium`. */
  readonly name: string;
  readonly about: About;
  /** Why it could not be opened. */
  readonly reason?: string;
  readonly families: Readonly<Record<string, FamilySupport>>;
}

/** Cases by outcome, and the worst error among those that were compared to the end, in units of its bound. */
export type FamilySupport = Readonly<Partial<Record<Outcome, number>>> & { readonly worst?: number };

type About = Readonly<Record<string, string>>;

interface Report extends RunResult {
  readonly started: string;
  readonly hosts: Support['hosts'];
  readonly devices: readonly (RunResult['devices'][number] & { readonly about: About })[];
}

const results = join(import.meta.dirname, '../../apps/conformance/dist/results/conformance.json');

/**
 * A summary of the last run of `npx pnpm@12 conformance`. `CONFORMANCE` may name several result files, separated by commas,
 * since a slow machine may run its devices at different times.
 */
export async function summarizeSupport(): Promise<Support> {
  const files = (process.env.CONFORMANCE ?? results).split(',');
  const report = joined(
    await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8')))),
  );
  const families = [...new Set(report.rows.map(familyOf))].sort((a, b) => rank(a) - rank(b));
  return {
    started: report.started,
    cases: report.cases,
    hosts: report.hosts,
    families,
    devices: report.devices.map(({ name, about, reason }) => ({
      name,
      about,
      ...(reason !== undefined && { reason }),
      families: Object.fromEntries(
        families.map((family) => {
          return [
            family,
            count(report.rows.filter((row) => row.device === name && familyOf(row) === family)),
          ];
        }),
      ),
    })),
    deviations: deviations(report.rows),
    problems: report.problems,
  };
}

/** Joins several runs of the same cases. If a device is in several runs, only the last one counts. */
function joined(reports: readonly Report[]): Report {
  const cases = new Set(reports.map((report) => report.cases));
  if (cases.size > 1)
    throw new Error(`Runs of the same cases are wanted, but ${[...cases].join(' and ')} came.`);
  const lastOf = new Map(reports.flatMap((report) => report.devices.map(({ name }) => [name, report])));
  const hosts = new Map(reports.flatMap((report) => report.hosts.map((host) => [host.name, host])));
  return {
    ...reports[0]!,
    hosts: [...hosts.values()],
    devices: reports.flatMap((report) => report.devices.filter(({ name }) => lastOf.get(name) === report)),
    rows: reports.flatMap((report) => report.rows.filter(({ device }) => lastOf.get(device) === report)),
    problems: reports.flatMap(({ problems }) => problems),
  };
}

const first = ['operation', 'token', 'mean', 'max', 'gem', 'ggem', 'lse'];
const last = ['after', 'layout', 'ragged', 'edge'];

/** The order of families: operations, then poolings from the simplest on, then the edge cases of all poolings. */
function rank(family: string): number {
  if (first.includes(family)) return first.indexOf(family);
  return first.length + 1 + last.indexOf(family);
}

function familyOf({ case: id }: Row): string {
  return id.slice(0, id.indexOf('/'));
}

function count(rows: readonly Row[]): FamilySupport {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const { outcome } of rows) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const errors = rows.flatMap(({ properties }) => Object.values(properties).map(({ worst }) => worst ?? 0));
  return { ...counts, ...(errors.length > 0 && { worst: Number(Math.max(...errors).toPrecision(3)) }) };
}

function deviations(rows: readonly Row[]): Support['deviations'] {
  const counts = new Map<string, { device: string; reason: string; cases: number }>();
  for (const { device, outcome, message } of rows) {
    if (outcome !== 'xfail' && outcome !== 'skip') continue;
    const reason = message ?? 'no reason given';
    const known = counts.get(`${device} ${reason}`) ?? { device, reason, cases: 0 };
    counts.set(`${device} ${reason}`, { ...known, cases: known.cases + 1 });
  }
  return [...counts.values()];
}
