import { GgemError } from '../errors.ts';

/** Throws where `count` does not divide the channels, so that groups or heads would differ in length. */
export function checkDivides(type: string, name: string, count: number, channels: number): void {
  if (channels % count === 0) return;
  const nearest = divisorsOf(channels)
    .sort((a, b) => Math.abs(Math.log(a / count)) - Math.abs(Math.log(b / count)))
    .slice(0, 3)
    .sort((a, b) => a - b);
  const listed =
    nearest.length > 1 ? `${nearest.slice(0, -1).join(', ')} or ${nearest.at(-1)}` : `${nearest[0]}`;
  throw new GgemError(
    'shape',
    `${type}: ${name} must divide channels, but ${count} does not divide ${channels}. Use a divisor such as ${listed}.`,
  );
}

/** All divisors of a number; not all of one that is too large to be a number of channels. */
function divisorsOf(number: number): number[] {
  const found: number[] = [];
  for (let n = 1; n <= Math.min(Math.sqrt(number), 2 ** 20); n++) {
    if (number % n === 0) found.push(n, number / n);
  }
  return [...new Set(found)];
}
