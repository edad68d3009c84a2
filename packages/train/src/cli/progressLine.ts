import type { Progress } from '../run/progress.ts';
import type { Console } from './console.ts';
import { few } from './few.ts';

const names = { tokens: 'tokens', train: 'training' } as const;

/** Shows progress: a line that is overwritten, or, without a terminal, a line for each tenth. */
export function progressLine({ err, isTerminal }: Console): (progress: Progress) => void {
  let shown = '';
  let width = 0;
  return (progress) => {
    const { stage, done, total } = progress;
    const isLast = done >= total;
    const key = `${stage} ${Math.floor((10 * done) / total)}`;
    if (!isTerminal && key === shown) return;
    shown = key;
    const line = words(progress);
    if (!isTerminal) err(`${line}\n`);
    else err(`\r${line.padEnd(width)}${isLast ? '\n' : ''}`);
    width = isLast ? 0 : line.length;
  };
}

/** One line: `training 120/640  loss 0.83  right 91 %  p 2.9 3.1 3.4  41 images/s  12 min left`. */
function words({
  stage,
  done,
  total,
  loss,
  accuracy,
  parameters,
  imagesPerSecond,
  secondsLeft,
}: Progress): string {
  const many = Object.entries(parameters ?? {}).map(([name, values]) => `${name} ${few(values)}`);
  return [
    `${names[stage]} ${done}/${total}`,
    ...(loss === undefined ? [] : [`loss ${loss.toFixed(3)}`]),
    ...(accuracy === undefined ? [] : [`right ${(100 * accuracy).toFixed(0)} %`]),
    ...many,
    `${imagesPerSecond.toFixed(imagesPerSecond < 10 ? 1 : 0)} images/s`,
    `${duration(secondsLeft)} left`,
  ].join('  ');
}

/** `45 s`, `12 min`, `3.4 h`. */
function duration(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 6000 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
