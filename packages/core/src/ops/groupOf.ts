import type { GroupLayout } from './ops.ts';

/** The group of a channel: `⌊channel / (channels / groups)⌋`, or `channel mod groups` where groups are interleaved. */
export function groupOf(channel: number, { groups, channels, interleaved }: GroupLayout): number {
  return interleaved ? channel % groups : Math.floor(channel / (channels / groups));
}
