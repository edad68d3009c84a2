import {
  checkShapes,
  fewestTokens,
  GgemError,
  gridOf,
  inputLayout,
  type PoolingSpec,
  prefixOf,
  type Sides,
  sideNames,
  withParts,
} from '@ggem/core';
import type { PoolingGraphOptions } from './options.ts';
import type { Recorder } from './recorder.ts';
import { raggedAxes, type TokensAxes, tokensAxes } from './tokensAxes.ts';

/** How the tokens lie by the options, and the grid of an image or a volume of known size. */
export interface GivenAxes {
  readonly axes: TokensAxes;
  readonly grid: Sides | undefined;
}

/** Checks options that say how tokens lie. An open axis fits anything. */
export function axesOf(spec: PoolingSpec, options: PoolingGraphOptions, recorder: Recorder): GivenAxes {
  const { channels, image = false, dataFormat = 'channelsLast', keepDims = false } = options;
  const batch = options.batch ?? 'batch';
  if (options.offsets) {
    refuseBesidesOffsets(spec, options);
    checkShapes(spec, { tokens: [1, fewestTokens(spec), channels], grid: options.grid });
    return { axes: raggedAxes(recorder, batch, channels), grid: options.grid };
  }
  const size = sizeOf(image);
  const names = sideNames((size?.length ?? openSides(image)) + 2)!;
  const known = options.grid ?? size;
  const count = size ? size.reduce((product: number, side) => product * side, 1) : options.tokens;
  const fixed = count ?? tokensOnGrid(spec, known);
  const positions = size ?? names.map((_, i) => (i === 0 ? (fixed ?? fewestTokens(spec)) : 1));
  const shape = dataFormat === 'channelsFirst' ? [channels, ...positions] : [...positions, channels];
  const read = inputLayout(spec, [options.batch ?? 1, ...shape], dataFormat);
  // A volume has three sides, even if their lengths are not known.
  const grid = known ?? (names.length === 3 ? read.grid : undefined);
  checkShapes(spec, { tokens: read.tokens, grid });
  const axes = tokensAxes(recorder, {
    batch,
    tokens: fixed ?? 'tokens',
    channels,
    sides: image === false ? undefined : (size ?? names),
    dataFormat,
    keepDims,
  });
  return { axes, grid };
}

/** The sides of an image or a volume, where they are known. */
export function sizeOf(image: PoolingGraphOptions['image']): Sides | undefined {
  return typeof image === 'object' ? image : undefined;
}

/** How many axes lie between batch and channels where their lengths are open. */
function openSides(image: PoolingGraphOptions['image']): number {
  if (image === 'volume') return 3;
  return image === true ? 2 : 1;
}

/** Throws where options say something else of ragged tokens, which have only one shape. */
function refuseBesidesOffsets(spec: PoolingSpec, options: PoolingGraphOptions): void {
  const others = ['dataFormat', 'image', 'keepDims', 'tokens'] as const;
  const given = others.find((name) => options[name] !== undefined && options[name] !== false);
  if (given === undefined) return;
  throw new GgemError(
    'value',
    `${spec.type}: ${given} must be left out with offsets, whose tokens are [total, channels], but ${JSON.stringify(options[given])} came. Leave out one of them.`,
  );
}

/** The number of tokens that a spec needs if a part of it has a grid. */
function tokensOnGrid(spec: PoolingSpec, grid: Sides | undefined): number | undefined {
  if (!looksAtGrid(spec)) return undefined;
  if (grid === undefined) return fewestTokens(spec);
  return grid.reduce((product: number, side) => product * side, 1) + prefixOf(spec);
}

/** Whether a spec, or a part of it, pools over regions. */
export function looksAtGrid(spec: PoolingSpec): boolean {
  return withParts(spec).some((one) => gridOf(one) !== undefined);
}
