import { GgemError } from '../errors.ts';

/** Throws where runs of channels are not all of one length. */
export function checkDivides(type: string, name: string, count: number, channels: number): void {
  if (channels % count === 0) return;
  const divisors = Array.from({ length: channels }, (_, i) => i + 1).filter((n) => channels % n === 0);
  const nearest = divisors
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
