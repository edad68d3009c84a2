import type { PoolingSpecInput } from '@ggem/core';
import type { Result } from '../compare/result.ts';
import type { GradientByInput } from '../look/gradientByInput.ts';
import type { Look } from '../look/lookOf.ts';
import type { Slope } from '../look/slopeOf.ts';

/** What `result.json` of `ggem-lab maps` holds. */
export interface MapsResult extends Pick<Result, 'model' | 'preprocessing' | 'versions'> {
  readonly format: 'ggem-lab-maps';
  readonly version: 1;
  readonly images: Pick<Result['images'], 'from' | 'folder' | 'names' | 'hashes' | 'broken'>;
  /** Channels that are drawn alone. */
  readonly channels: readonly number[];
  readonly rows: readonly MapsRow[];
  /** Images that are drawn. */
  readonly shown: readonly ShownImage[];
  readonly gradientByInput: GradientByInput;
}

/** A pooling, and over how many tokens its weights are spread. Outcomes are in the order of the images. */
export interface MapsRow {
  readonly name: string;
  readonly spec: PoolingSpecInput;
  /** Of the weights averaged over channels. */
  readonly effectiveTokens: Spread;
  /** Of each channel's own weights, the mean over channels. */
  readonly effectiveByChannel: Spread;
}

export interface Spread {
  readonly mean: number;
  readonly each: readonly number[];
}

/** The maps of one image, row by row of patches. */
export interface ShownImage {
  /** Its number in `images.names`. */
  readonly image: number;
  /** The values of each of `channels`, in the unit of the tokens. */
  readonly activation: readonly (readonly number[])[];
  /** In the order of `rows`. */
  readonly poolings: readonly {
    readonly look: Pick<Look, 'weights' | 'channels'>;
    readonly slope: Slope;
  }[];
}
