import type { GroupLayout } from '@ggem/core';

/** The channels of a token on two axes, one of which counts groups. */
interface GroupAxes {
  /** The lengths of both axes. */
  readonly split: readonly [number, number];
  /** The same with one number a group. */
  readonly shared: readonly [number, number];
  /** The axis within a group, of `[batch, tokens, ...split]`. */
  readonly within: 2 | 3;
}

export function groupAxes({ groups, channels, interleaved }: GroupLayout): GroupAxes {
  const size = channels / groups;
  return interleaved
    ? { split: [size, groups], shared: [1, groups], within: 2 }
    : { split: [groups, size], shared: [groups, 1], within: 3 };
}
