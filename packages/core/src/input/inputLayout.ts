import { GgemError, show } from '../errors.ts';
import { prefixOf } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { inputWords, type Sides, sideNames } from './sides.ts';

/**
 * Where the channels of an input lie: last, as in `[batch, tokens, channels]`, or right behind the batch. With three axes an
 * input is tokens, with four an image (`[batch, height, width, channels]`, or `[batch, channels, height, width]`), with five
 * a volume or a video (`[batch, depth, height, width, channels]`, or `[batch, channels, depth, height, width]`).
 */
export type DataFormat = 'channelsLast' | 'channelsFirst';

/** How an input becomes tokens: reshaped to `reshaped`, then, where `transpose` says so, its last two axes swapped. */
export interface InputLayout {
  readonly reshaped: readonly [number, number, number];
  readonly transpose: boolean;
  readonly tokens: readonly [batch: number, tokens: number, channels: number];
  /** `[batch, tokens]`, `[batch, height, width]` or `[batch, depth, height, width]`: how a mask may be shaped. */
  readonly places: readonly number[];
  /** How the tokens lie, for `PoolInputs.grid`; only images and volumes know. */
  readonly grid: Sides | undefined;
}

/**
 * Reads the shape of an input. Throws a `GgemError` with code `shape` for a shape of two axes or six, and for an image or a
 * volume with prefix tokens; code `value` for an unknown data format.
 */
export function inputLayout(
  spec: PoolingSpec,
  shape: readonly number[],
  dataFormat: DataFormat = 'channelsLast',
): InputLayout {
  const isFirst = isChannelsFirst(spec, dataFormat);
  const prefix = prefixOf(spec);
  if (sideNames(shape.length) === undefined) {
    throw new GgemError(
      'shape',
      `${spec.type}: tokens must have shape ${inputWords(isFirst)}, but [${shape.join(', ')}] came. Reshape or expand them.`,
    );
  }
  const isGrid = shape.length > 3;
  if (isGrid && prefix > 0) {
    const what = shape.length === 4 ? 'an image' : 'a volume';
    throw new GgemError(
      'shape',
      `${spec.type}: prefixTokens must be 0 for ${what}, which has none, but ${prefix} came. Give tokens as [batch, tokens, channels].`,
    );
  }
  const [batch, ...rest] = shape as [number, ...number[]];
  const channels = isFirst ? rest[0]! : rest.at(-1)!;
  const sides = isFirst ? rest.slice(1) : rest.slice(0, -1);
  const count = sides.reduce((product, length) => product * length, 1);
  return {
    reshaped: isFirst ? [batch, channels, count] : [batch, count, channels],
    transpose: isFirst,
    tokens: [batch, count, channels],
    places: [batch, ...sides],
    grid: isGrid ? (sides as unknown as Sides) : undefined,
  };
}

function isChannelsFirst({ type }: PoolingSpec, dataFormat: DataFormat): boolean {
  if (dataFormat === 'channelsFirst') return true;
  if (dataFormat === 'channelsLast') return false;
  throw new GgemError(
    'value',
    `${type}: dataFormat must be "channelsLast" or "channelsFirst", but ${show(dataFormat satisfies never)} came.`,
  );
}
