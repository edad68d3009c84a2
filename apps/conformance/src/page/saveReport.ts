import { element } from '@ggem/page/element';
import type { Report } from '../run/report.ts';

/** Saves a report as a file of the visitor. */
export function saveReport(report: Report): void {
  const hosts = report.hosts.map(({ name }) => name).join('-');
  const url = URL.createObjectURL(new Blob([JSON.stringify(report)], { type: 'application/json' }));
  const name = `conformance-${hosts}-${report.started.slice(0, 10)}.json`;
  element('a', { href: url, download: name }).click();
  // The browser has read the file by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
