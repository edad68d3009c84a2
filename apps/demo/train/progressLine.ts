import type { HostParameters } from './initialParameters.ts';
import type { Progress } from './trainStage.ts';

/** One line of progress, the same in a terminal and in a log file. */
export function progressLine(progress: Progress): string {
  const { stage, step, loss, accuracy, parameters, secondsLeft } = progress;
  const p = Object.entries(exponents(parameters)).map(
    ([head, values]) => `${head} ${values.map(fixed2).join(' ')}`,
  );
  return [
    stage.name.padEnd(8),
    `step ${String(step).padStart(String(stage.steps).length)}/${stage.steps}`,
    `loss ${loss.toFixed(4)}`,
    `accuracy ${(100 * accuracy).toFixed(1).padStart(5)} %`,
    ...(p.length > 0 ? [`p ${p.join(', ')}`] : []),
    `left ${duration(secondsLeft)}`,
  ].join('  ');
}

/** The p of every head that has any. */
export function exponents(parameters: HostParameters): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const [name, { values }] of parameters) {
    if (name.endsWith('/p')) found[name.slice(0, -2)] = Array.from(values);
  }
  return found;
}

/** `41 s`, `3 min 20 s` or `1 h 05 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

function fixed2(value: number): string {
  return value.toFixed(2);
}
