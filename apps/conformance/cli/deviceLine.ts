import { formatTotals } from '@ggem/conformance';
import type { DeviceReport } from '../src/run/report.ts';

/** `tfjs:webgl@chromium  1538 pass  61.2 s`, or why it is unavailable. */
export function deviceLine({ name, available, reason, totals, ms }: DeviceReport): string {
  const result = available ? formatTotals(totals) : `unavailable: ${reason}`;
  return `${name.padEnd(28)} ${result}  ${(ms / 1000).toFixed(1)} s`;
}
