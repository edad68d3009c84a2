import type { DataFormat } from '@ggem/core';
import { type Dim, showDims } from '../shapes/shape.ts';
import { isWhole, windowLength } from './axes.ts';
import type { Pooled } from './meaning.ts';

/** Where batch, tokens and channels lie. */
export interface Place {
  readonly dataFormat: DataFormat;
  readonly channelAxis: number;
  readonly kept: readonly number[];
  readonly isSequenceFirst: boolean;
}

const batchName = /batch|^bs?$/i;

/** Which axes of the pooled value are batch, tokens and channels, or why the values that are summed are no tokens. */
export function placeOf(
  { base, axes, windows, over }: Pooled,
  dims: readonly Dim[],
  known: { readonly channelAxis: number | undefined; readonly isMap: boolean },
): Place | { readonly why: string } {
  const shown = `${base} ${showDims(dims)}`;
  const left = dims.map((_, axis) => axis).filter((axis) => !over.includes(axis));
  const named = over.length === 1 ? `axis ${over[0]}` : `axes ${over.join(', ')}`;
  if (left.length !== 2) {
    return { why: `${named} of ${shown}: ${left.length} axes are left, not batch and channels` };
  }
  const lengths = over.map((axis) => windowLength(dims, windows, axis));
  if (lengths.every((length) => length === 1)) {
    return { why: `${named} of ${shown}: an axis of length 1 is no axis of tokens` };
  }
  const [batch, channels] = left as [number, number];
  const isBatch = over.find((axis) => batchName.test(String(dims[axis] ?? '')));
  if (isBatch !== undefined) return { why: `axis ${isBatch} of ${shown} is the batch` };
  if (known.channelAxis !== undefined && over.includes(known.channelAxis)) {
    return {
      why: `${named} of ${shown}: channels lie on axis ${known.channelAxis}, as the operators before it give them`,
    };
  }
  const isPlaced = axes.every((pieces) => {
    const [piece, more] = pieces;
    return piece === undefined || (more === undefined && isWhole(piece, dims, windows));
  });
  const order = axes.flatMap((pieces) => pieces.map(({ axis }) => axis));
  // An axis of length 1 may be left out.
  const wanted = left.filter((axis) => dims[axis] !== 1 || order.includes(axis));
  if (!isPlaced || order.join() !== wanted.join() || order.length !== 2 || windows.has(channels)) {
    return { why: `${named} of ${shown}: what is left is not batch and channels in this order` };
  }
  const kept = axes.flatMap((pieces, i) => (pieces.length === 0 ? [i] : []));
  const rest = { channelAxis: channels, kept, isSequenceFirst: false };
  if (batch === 0 && channels === dims.length - 1) return { ...rest, dataFormat: 'channelsLast' };
  if (batch === 0 && channels === 1) {
    if (dims.length > 3 || known.isMap || known.channelAxis === 1)
      return { ...rest, dataFormat: 'channelsFirst' };
    return { why: `${named} of ${shown}: nothing tells that this is an axis of tokens and not of channels` };
  }
  const isFirst = dims.length === 3 && batch === 1 && batchName.test(String(dims[1] ?? ''));
  if (isFirst) return { ...rest, dataFormat: 'channelsLast', isSequenceFirst: true };
  return { why: `${named} of ${shown}: what is left is not batch and channels` };
}
