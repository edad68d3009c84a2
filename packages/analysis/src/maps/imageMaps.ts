/** A map of each image for each thing that was asked for. */
export interface ImageMaps {
  readonly shape: readonly [images: number, maps: number, height: number, width: number];
  /** Row-major. */
  readonly data: Float64Array;
}
