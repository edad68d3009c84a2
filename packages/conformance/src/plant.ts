import type { ImageRows } from './images.ts';

/**
 * Values that are not finite, put into the tokens of a case.
 *
 * The `litter` kinds fill every dropped or prefix token with NaN, ∞ and -∞ in turn. The `kept` kinds touch image 0
 * only: channel 0 at its first kept token, channel 1 at its last. `all-inf` fills channel 0 of image 0.
 */
export type PlantKind =
  | 'litter-dropped'
  | 'litter-prefix'
  | 'nan-kept'
  | 'inf-kept'
  | 'minus-inf-kept'
  | 'all-inf';

const litter = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;
const planted = {
  'nan-kept': Number.NaN,
  'inf-kept': Number.POSITIVE_INFINITY,
  'minus-inf-kept': Number.NEGATIVE_INFINITY,
  'all-inf': Number.POSITIVE_INFINITY,
} as const;

/** The tokens that a plant is put into. */
interface Bed {
  readonly images: readonly ImageRows[];
  readonly channels: number;
  /** For each token whether mask and weight keep it. */
  readonly kept: readonly boolean[];
  readonly prefix: number;
}

/** Writes into `x`, `[all tokens, channels]`. */
export function plant(kind: PlantKind, x: Float32Array, { images, channels, kept, prefix }: Bed): void {
  if (kind === 'litter-dropped' || kind === 'litter-prefix') {
    for (const { begin, end } of images) {
      for (let token = begin; token < end; token++) {
        const n = token - begin;
        if (kind === 'litter-prefix' ? n >= prefix : kept[token]) continue;
        for (let c = 0; c < channels; c++) x[token * channels + c] = litter[(n + c) % 3]!;
      }
    }
    return;
  }
  const first = kept.slice(0, images[0]!.end).flatMap((isKept, n) => (isKept && n >= prefix ? [n] : []));
  const value = planted[kind];
  if (kind === 'all-inf') {
    for (const n of first) x[n * channels] = value;
    return;
  }
  x[first[0]! * channels] = value;
  x[first.at(-1)! * channels + 1] = value;
}
