import type { Progress } from '@ggem/train';
import type { StageName } from './stage.ts';

/** One line of progress, the same in a terminal and in a log file. */
export function progressLine(
  stage: StageName,
  { done, total, loss = Number.NaN, accuracy = Number.NaN, parameters = {}, secondsLeft }: Progress,
): string {
  const p = Object.values(parameters).map((values) => values.map((value) => value.toFixed(2)).join(' '));
  return [
    stage.padEnd(8),
    `step ${String(done).padStart(String(total).length)}/${total}`,
    `loss ${loss.toFixed(4)}`,
    `accuracy ${(100 * accuracy).toFixed(1).padStart(5)} %`,
    ...(p.length > 0 ? [`p ${p.join(', ')}`] : []),
    `left ${duration(secondsLeft)}`,
  ].join('  ');
}

/** `41 s`, `3 min 20 s` or `1 h 05 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
