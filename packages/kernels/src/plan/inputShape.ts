import {
  checkShapes,
  type DataFormat,
  GgemError,
  inputLayout,
  type KnownOptions,
  type PoolingSpec,
  type Sides,
  show,
  sideNames,
} from '@ggem/core';
import type { Axis } from '../graph/expression.ts';

/** The shape that a pooling of tokens is made for; the batch may differ from call to call. */
export interface TokenShape {
  readonly tokens: number;
  readonly channels: number;
  /** Where the channels lie: `[batch, tokens, channels]` (default) or `[batch, channels, tokens]`. */
  readonly dataFormat?: DataFormat | undefined;
  /** How the tokens after the prefix lie, `[height, width]`, for poolings over regions whose spec does not say. */
  readonly grid?: readonly [number, number] | undefined;
}

/** The shape that a pooling of images is made for. */
export interface ImageShape<SideCount extends 2 | 3 = 2> {
  /** `[height, width]`, or `[depth, height, width]` of a volume. */
  readonly image: Sides & { readonly length: SideCount };
  readonly channels: number;
  /** Where the channels lie: last, `[batch, height, width, channels]` (default), or `[batch, channels, height, width]`. */
  readonly dataFormat?: DataFormat | undefined;
}

/** The same for volumes and videos. */
export type VolumeShape = ImageShape<3>;

/** Tokens, an image or a volume. */
export type PoolingShape<SideCount extends 2 | 3 = 2 | 3> = TokenShape | ImageShape<SideCount>;

/** The names of what says a shape. */
export const shapeOptions: KnownOptions<PoolingShape> = {
  tokens: true,
  image: true,
  channels: true,
  dataFormat: true,
  grid: true,
};

/** A shape in the forms that checks and kernels need. */
export interface InputShape {
  readonly tokens: number;
  readonly channels: number;
  readonly dataFormat: DataFormat;
  readonly grid: Sides | undefined;
  readonly isImage: boolean;
  /** `[tokens]`, or the sides of an image. */
  readonly positions: readonly number[];
  /** Lengths of the axes after the batch: `given` are those of the caller, `seam` the two that kernels read. */
  readonly given: readonly number[];
  readonly seam: readonly [number, number];
  /** The axes of the input in words. */
  readonly words: string;
  /** The axes by which kernels index tokens. */
  readonly axes: readonly Axis[];
}

/** Throws a `GgemError` with code `shape` for lengths that are no whole numbers from 1, and as core's checks do. */
export function inputShape(spec: PoolingSpec, shape: PoolingShape): InputShape {
  const { channels, dataFormat = 'channelsLast' } = shape;
  const isImage = 'image' in shape;
  const positions = isImage ? sidesOf(spec, shape.image) : [shape.tokens];
  const names = sideNames(positions.length + 2)!;
  for (const [i, name] of names.entries()) checkLength(spec, name, positions[i]!);
  checkLength(spec, 'channels', channels);
  const isFirst = dataFormat === 'channelsFirst';
  const inOrder = <V>(one: V, others: readonly V[]): readonly V[] =>
    isFirst ? [one, ...others] : [...others, one];
  const given = inOrder(channels, positions);
  const { reshaped, tokens, grid } = inputLayout(spec, [1, ...given], dataFormat);
  const known = isImage ? grid : shape.grid;
  checkShapes(spec, { tokens, grid: known });
  return {
    tokens: tokens[1],
    channels,
    dataFormat,
    grid: known,
    isImage,
    positions,
    given,
    seam: [reshaped[1], reshaped[2]],
    words: `[batch, ${inOrder('channels', names).join(', ')}]`,
    axes: isFirst ? ['batch', 'channels', 'tokens'] : ['batch', 'tokens', 'channels'],
  };
}

/** The sides of an image, two or three. */
function sidesOf({ type }: PoolingSpec, image: Sides): readonly number[] {
  if (Array.isArray(image) && (image.length === 2 || image.length === 3)) return image;
  throw new GgemError(
    'shape',
    `${type}: image must be [height, width] or [depth, height, width], but ${show(image)} came. Say how long each side is.`,
  );
}

/** Throws where a length is no whole number from 1. */
export function checkLength({ type }: PoolingSpec, name: string, length: number): void {
  if (Number.isInteger(length) && length > 0) return;
  throw new GgemError(
    'shape',
    `${type}: ${name} must be a whole number from 1, but ${String(length)} came. Say how many there are.`,
  );
}
