import type { DataFormat } from '@ggem/core';

/** What an axis counts; `undefined` where nothing shows it. */
export type AxisRole = 'batch' | 'position' | 'channels' | undefined;

/** What the axes of a value count, and the operator that showed where its channels lie. */
export interface AxisRoles {
  readonly axes: readonly AxisRole[];
  readonly from: string;
}

/** `[batch, channels, ...positions]`, as the operator `from` has it. */
export function channelsFirst(rank: number, from: string): AxisRoles {
  const axes = Array.from(
    { length: rank },
    (_, i): AxisRole => (i === 0 ? 'batch' : i === 1 ? 'channels' : 'position'),
  );
  return { axes, from };
}

/** The roles from two sources for the same value; an axis on which they differ is open. */
export function mergeRoles(a: AxisRoles | undefined, b: AxisRoles): AxisRoles {
  if (a === undefined || a.axes.length !== b.axes.length) return b;
  const axes = a.axes.map((role, i) => {
    const other = b.axes[i];
    if (role === undefined || role === other) return other;
    return other === undefined ? role : undefined;
  });
  return { axes, from: a.axes.includes('channels') ? a.from : b.from };
}

/** The axis that counts channels, if there is exactly one. */
export function channelAxisOf(roles: AxisRoles | undefined): number | undefined {
  const axis = roles?.axes.indexOf('channels') ?? -1;
  return axis < 0 || axis !== roles!.axes.lastIndexOf('channels') ? undefined : axis;
}

/** The data format that follows from roles; `undefined` where they leave it open. */
export function dataFormatOf(roles: AxisRoles | undefined): DataFormat | undefined {
  if (roles === undefined || roles.axes.length < 3) return undefined;
  const { axes } = roles;
  // Where attention has split the channels in heads, several axes count them.
  if (axes.indexOf('channels') !== axes.lastIndexOf('channels')) return undefined;
  if (axes[1] === 'channels') return 'channelsFirst';
  return axes.at(-1) === 'channels' ? 'channelsLast' : undefined;
}
