import { GgemError, show } from '../errors.ts';
import { prefixOf } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';

/**
 * Where the channels of an input lie. With three axes an input is tokens (`[batch, tokens, channels]`, or
 * `[batch, channels, tokens]`), with four an image (`[batch, height, width, channels]`, or `[batch, channels, height, width]`).
 */
export type ChannelLayout = 'channelsLast' | 'channelsFirst';

/** How an input becomes tokens: reshaped to `reshaped`, then, where `transpose` says so, its last two axes swapped. */
export interface InputLayout {
  readonly reshaped: readonly [number, number, number];
  readonly transpose: boolean;
  /** `[batch, tokens, channels]`. */
  readonly tokens: readonly [batch: number, tokens: number, channels: number];
  /** How the tokens lie, for `PoolInputs.grid`; only images know. */
  readonly grid: readonly [height: number, width: number] | undefined;
}

/**
 * Reads the shape of an input. Throws a `GgemError` with code `shape` for a shape of two axes or five, and for an image
 * with prefix tokens; code `value` for an unknown layout.
 */
export function inputLayout(
  spec: PoolingSpec,
  shape: readonly number[],
  layout: ChannelLayout = 'channelsLast',
): InputLayout {
  const isFirst = isChannelsFirst(spec, layout);
  const isImage = shape.length === 4;
  const prefix = prefixOf(spec);
  if (!isImage && shape.length !== 3) {
    const axes = isFirst
      ? '[batch, channels, tokens] or [batch, channels, height, width]'
      : '[batch, tokens, channels] or [batch, height, width, channels]';
    throw new GgemError(
      'shape',
      `${spec.type}: tokens must have shape ${axes}, but [${shape.join(', ')}] came. Reshape or expand them.`,
    );
  }
  if (isImage && prefix > 0) {
    throw new GgemError(
      'shape',
      `${spec.type}: prefixTokens must be 0 for an image, which has none, but ${prefix} came. Give tokens as [batch, tokens, channels].`,
    );
  }
  const [batch, ...rest] = shape as [number, ...number[]];
  const channels = isFirst ? rest[0]! : rest.at(-1)!;
  const [height, width = 1] = isFirst ? rest.slice(1) : rest.slice(0, -1);
  const count = height! * width;
  return {
    reshaped: isFirst ? [batch, channels, count] : [batch, count, channels],
    transpose: isFirst,
    tokens: [batch, count, channels],
    grid: isImage ? [height!, width] : undefined,
  };
}

function isChannelsFirst({ type }: PoolingSpec, layout: ChannelLayout): boolean {
  if (layout === 'channelsFirst') return true;
  if (layout === 'channelsLast') return false;
  throw new GgemError(
    'value',
    `${type}: layout must be "channelsLast" or "channelsFirst", but ${show(layout satisfies never)} came.`,
  );
}
