import {
  checkShapes,
  fewestTokens,
  GgemError,
  gridOf,
  inputLayout,
  type PoolingSpec,
  prefixOf,
  withParts,
} from '@ggem/core';
import type { PoolingGraphOptions } from './options.ts';
import type { Recorder } from './recorder.ts';
import { raggedAxes, type TokensAxes, tokensAxes } from './tokensAxes.ts';

/** How the tokens lie that the options describe, and the grid where they are an image of known size. */
export interface GivenAxes {
  readonly axes: TokensAxes;
  readonly grid: readonly [number, number] | undefined;
}

/** Checks options that say how tokens lie. An open axis fits anything. */
export function axesOf(spec: PoolingSpec, options: PoolingGraphOptions, recorder: Recorder): GivenAxes {
  const { channels, image = false, layout = 'channelsLast', keepDims = false } = options;
  const batch = options.batch ?? 'batch';
  if (options.offsets) {
    refuseBesidesOffsets(spec, options);
    checkShapes(spec, { tokens: [1, fewestTokens(spec), channels], grid: options.grid });
    return { axes: raggedAxes(recorder, batch, channels), grid: options.grid };
  }
  const size = typeof image === 'boolean' ? undefined : image;
  const grid = options.grid ?? size;
  const count = size ? size[0] * size[1] : options.tokens;
  const fixed = count ?? tokensOnGrid(spec, grid);
  const positions =
    image === false ? [fixed ?? fewestTokens(spec)] : (size ?? [fixed ?? fewestTokens(spec), 1]);
  const shape = layout === 'channelsFirst' ? [channels, ...positions] : [...positions, channels];
  const { tokens } = inputLayout(spec, [options.batch ?? 1, ...shape], layout);
  checkShapes(spec, { tokens, grid });
  const axes = tokensAxes(recorder, {
    batch,
    tokens: fixed ?? 'tokens',
    channels,
    image: image === false ? undefined : (size ?? ['height', 'width']),
    layout,
    keepDims,
  });
  return { axes, grid };
}

/** Ragged tokens have one shape, which nothing else can say. */
function refuseBesidesOffsets(spec: PoolingSpec, options: PoolingGraphOptions): void {
  const others = ['layout', 'image', 'keepDims', 'tokens'] as const;
  const given = others.find((name) => options[name] !== undefined && options[name] !== false);
  if (given === undefined) return;
  throw new GgemError(
    'value',
    `${spec.type}: ${given} must be left out with offsets, whose tokens are [total, channels], but ${JSON.stringify(options[given])} came. Leave out one of them.`,
  );
}

/** How many tokens there must be where a part of the spec looks at a grid of them. */
function tokensOnGrid(spec: PoolingSpec, grid: readonly [number, number] | undefined): number | undefined {
  if (!looksAtGrid(spec)) return undefined;
  return grid === undefined ? fewestTokens(spec) : prefixOf(spec) + grid[0] * grid[1];
}

/** Whether a spec, or a part of it, pools over regions. */
export function looksAtGrid(spec: PoolingSpec): boolean {
  return withParts(spec).some((one) => gridOf(one) !== undefined);
}
