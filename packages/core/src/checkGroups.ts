import { GgemError } from './errors.ts';
import type { PoolingSpec } from './spec.ts';

/** Throws where the groups of a spec do not divide the channels. */
export function checkGroups(spec: PoolingSpec, channels: number): void {
  if (spec.type !== 'ggem' || channels % spec.groups === 0) return;
  const divisors = Array.from({ length: channels }, (_, i) => i + 1).filter((n) => channels % n === 0);
  const nearest = divisors
    .sort((a, b) => Math.abs(Math.log(a / spec.groups)) - Math.abs(Math.log(b / spec.groups)))
    .slice(0, 3)
    .sort((a, b) => a - b);
  const listed =
    nearest.length > 1 ? `${nearest.slice(0, -1).join(', ')} or ${nearest.at(-1)}` : `${nearest[0]}`;
  throw new GgemError(
    'shape',
    `ggem: groups must divide channels, but ${spec.groups} does not divide ${channels}. Use a divisor such as ${listed}.`,
  );
}
