/** How pixels between pixels are found, by the names of Pillow. */
export type Resample = 'nearest' | 'box' | 'bilinear' | 'hamming' | 'bicubic' | 'lanczos';

export interface Size {
  readonly height: number;
  readonly width: number;
}

/**
 * The size that an image gets. `exact`: this size, whatever the image's shape. `shortest`: its shorter side gets this length,
 * the other one follows in proportion. `cover`: in proportion, just large enough to cover this size.
 */
export type ResizeTo =
  | ({ readonly to: 'exact' | 'cover' } & Size)
  | { readonly to: 'shortest'; readonly side: number };

/** All that happens to an image before a model sees it, in this order. */
export interface Preprocessing {
  readonly resize: (ResizeTo & { readonly resample: Resample }) | undefined;
  /** Cut out of the middle; what lies outside of the image is black. `rounding`: where the middle is when a pixel is left over. */
  readonly crop: (Size & { readonly rounding: 'down' | 'even' }) | undefined;
  /** `(value · scale - mean) / deviation`, for red, green and blue. */
  readonly scale: number;
  readonly mean: readonly [red: number, green: number, blue: number];
  readonly deviation: readonly [red: number, green: number, blue: number];
}

/** The size of images that a model sees, where it is the same for all. */
export function finalSize({ resize, crop }: Preprocessing): Size | undefined {
  if (crop) return { height: crop.height, width: crop.width };
  return resize?.to === 'exact' ? { height: resize.height, width: resize.width } : undefined;
}
