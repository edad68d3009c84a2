import { formatTotals, isGood, type Row } from '@ggem/conformance';
import type { DeviceReport, Report } from '../src/run/report.ts';
import { clock } from './progress.ts';

/** How many failing cases are printed. */
const shown = 10;

/** The end of a run in words: a table of devices, what went wrong, and the verdict. */
export function summary(report: Report): string {
  const { devices, rows, problems, totals, rowsExpected, ms } = report;
  const bad = rows.filter(({ outcome }) => outcome === 'fail' || outcome === 'xpass');
  const more = bad.length > shown ? [`... and ${bad.length - shown} more, all in the result`] : [];
  return [
    ...table(devices.map((device) => deviceRow(device, rows))),
    '',
    ...expected(rows),
    ...bad.slice(0, shown).map(({ device, case: id, outcome, message }) => {
      return `${outcome}: ${device}: ${message?.replaceAll('\n', '\n  ') ?? id}`;
    }),
    ...more,
    ...problems.map((problem) => `problem: ${problem}`),
    `${rows.length} rows of ${rowsExpected} (${report.cases} cases on ${devices.length} ${devices.length === 1 ? 'device' : 'devices'}): ${formatTotals(totals)}; ${clock(ms)}`,
    isGood(report) ? 'Conforms.' : 'Does not conform: see above.',
  ].join('\n');
}

/** Expected failures, one line a reason. */
function expected(rows: readonly Row[]): readonly string[] {
  const reasons = new Map<string, number>();
  for (const { device, outcome, message } of rows) {
    if (outcome !== 'xfail') continue;
    const reason = `${device}: ${message ?? 'no reason given'}`;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [...reasons].map(([reason, count]) => `xfail: ${count} of ${reason}`);
}

const head = ['device', 'result', 'time', 'worst error / bound', 'slowest case'];

function deviceRow({ name, available, reason, totals, ms }: DeviceReport, all: readonly Row[]): string[] {
  if (!available) return [name, `unavailable: ${reason}`, '', '', ''];
  const rows = all.filter(({ device }) => device === name);
  let worst: { readonly error: number; readonly text: string } = { error: -1, text: '' };
  let slowest: Row | undefined;
  for (const row of rows) {
    if (slowest === undefined || row.ms > slowest.ms) slowest = row;
    for (const [property, { worst: error = -1 }] of Object.entries(row.properties)) {
      if (error > worst.error) worst = { error, text: `${error.toFixed(2)} ${property} of ${row.case}` };
    }
  }
  const slow = slowest ? `${(slowest.ms / 1000).toFixed(2)} s ${slowest.case}` : '';
  return [name, formatTotals(totals), `${(ms / 1000).toFixed(1)} s`, worst.text, slow];
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  // The last column ends the line: a long one would only add spaces to the others.
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)];
}
