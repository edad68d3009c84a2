import { type ChannelLayout, checkShapes, GgemError, inputLayout, type PoolingSpec } from '@ggem/core';
import type { Axis } from '@ggem/kernels';

/** The shape that a pooling of tokens is made for; the batch may differ from call to call. */
export interface TokenShape {
  readonly tokens: number;
  readonly channels: number;
  /** Where the channels lie: `[batch, tokens, channels]` (default) or `[batch, channels, tokens]`. */
  readonly layout?: ChannelLayout | undefined;
  /** How the tokens after the prefix lie, `[height, width]`, for poolings over regions whose spec does not say. */
  readonly grid?: readonly [number, number] | undefined;
}

/**
 * The shape that a pooling of images is made for. Textures, which have three axes at most, hold the rows of an image one
 * after another.
 */
export interface ImageShape {
  /** `[height, width]`. */
  readonly image: readonly [height: number, width: number];
  readonly channels: number;
  /** Where the channels lie: `[batch, height, width, channels]` (default) or `[batch, channels, height, width]`. */
  readonly layout?: ChannelLayout | undefined;
}

export type PoolingShape = TokenShape | ImageShape;

/** A shape as the checks and the kernels need it. */
export interface InputShape {
  readonly tokens: number;
  readonly channels: number;
  readonly layout: ChannelLayout;
  readonly grid: readonly [number, number] | undefined;
  readonly isImage: boolean;
  /** Lengths of the axes of the input after the batch, as users count them and as kernels do. */
  readonly given: readonly number[];
  readonly seam: readonly [number, number];
  /** The axes of the input in words. */
  readonly words: string;
  /** The axes by which kernels index tokens. */
  readonly axes: readonly Axis[];
}

/** Throws a `GgemError` for lengths that are none, and whatever core refuses. */
export function inputShape(spec: PoolingSpec, shape: PoolingShape): InputShape {
  const { channels, layout = 'channelsLast' } = shape;
  const isImage = 'image' in shape;
  const lengths = isImage
    ? { height: shape.image?.[0], width: shape.image?.[1], channels }
    : { tokens: shape.tokens, channels };
  for (const [name, length] of Object.entries(lengths)) checkLength(spec, name, length);
  const inner = Object.entries(lengths).slice(0, -1);
  const isFirst = layout === 'channelsFirst';
  const ordered = isFirst
    ? [['channels', channels] as const, ...inner]
    : [...inner, ['channels', channels] as const];
  const given = ordered.map(([, length]) => length);
  const { reshaped, tokens, grid } = inputLayout(spec, [1, ...given], layout);
  const known = isImage ? grid : shape.grid;
  checkShapes(spec, { tokens, grid: known });
  return {
    tokens: tokens[1],
    channels,
    layout,
    grid: known,
    isImage,
    given,
    seam: [reshaped[1], reshaped[2]],
    words: `[batch, ${ordered.map(([name]) => name).join(', ')}]`,
    axes: isFirst ? ['batch', 'channels', 'tokens'] : ['batch', 'tokens', 'channels'],
  };
}

/** Throws where a length is no whole number from 1. */
export function checkLength({ type }: PoolingSpec, name: string, length: number): void {
  if (Number.isInteger(length) && length > 0) return;
  throw new GgemError(
    'shape',
    `${type}: ${name} must be a whole number from 1, but ${String(length)} came. Say how many there are.`,
  );
}
