import { isGood } from '@ggem/conformance';
import { totalsText } from '../matrix/cellText.ts';
import { splitName } from '../run/deviceName.ts';
import type { Report } from '../run/report.ts';
import { count, duration } from './format.ts';

/** A report in a line or two. */
export function summaryText(report: Report): {
  readonly verdict: string;
  readonly good: boolean;
  readonly text: string;
} {
  const { totals, rows, rowsExpected, devices, started, ms } = report;
  const good = isGood(report);
  const adapters = new Set(devices.map(({ name }) => splitName(name).adapter)).size;
  const date = new Date(started).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
  return {
    verdict: good ? 'Conforms' : isCutShort(report) ? 'Incomplete' : 'Does not conform',
    good,
    text:
      `${count(rows.length)} of ${count(rowsExpected)} results, of ${count(report.cases)} cases on ` +
      `${plural(devices.length, 'device')} of ${plural(adapters, 'adapter')}: ${totalsText(totals) || 'none'}. ` +
      `${date}, ${duration(ms)}.`,
  };
}

function plural(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** Whether a run ended too early, but without a failure of an adapter. */
function isCutShort({ totals, rows, rowsExpected }: Report): boolean {
  return rows.length < rowsExpected && totals.fail + totals.xpass === 0;
}
