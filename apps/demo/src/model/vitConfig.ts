/** Sizes of the vision transformer. */
export interface VitConfig {
  /** Side of the square, one-channel input image, in pixels. */
  readonly imageSize: number;
  readonly patchSize: number;
  readonly channels: number;
  readonly heads: number;
  readonly blocks: number;
  /** Width of the hidden layer of each MLP. */
  readonly hidden: number;
  readonly classes: number;
}

/** Side of the grid of patches: 7 for 28 pixels in patches of 4. */
export function gridSize(config: VitConfig): number {
  return config.imageSize / config.patchSize;
}

/** Number of tokens, class token included. */
export function tokenCount(config: VitConfig): number {
  return 1 + gridSize(config) ** 2;
}
