import type { GroupLayout } from './ops.ts';

/** The group of a channel. */
export function groupOf(channel: number, { groups, channels, interleaved }: GroupLayout): number {
  return interleaved ? channel % groups : Math.floor(channel / (channels / groups));
}
