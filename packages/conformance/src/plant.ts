import type { Shape } from './values.ts';

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

/** Writes into `x`; `kept` tells for each token whether mask and weight keep it. */
export function plant(
  kind: PlantKind,
  x: Float32Array,
  shape: Shape,
  kept: readonly boolean[],
  prefix: number,
): void {
  const [, tokens, channels] = shape;
  if (kind === 'litter-dropped' || kind === 'litter-prefix') {
    kept.forEach((isKept, token) => {
      const n = token % tokens;
      if (kind === 'litter-prefix' ? n >= prefix : isKept) return;
      for (let c = 0; c < channels; c++) x[token * channels + c] = litter[(n + c) % 3]!;
    });
    return;
  }
  const first = kept.slice(0, tokens).flatMap((isKept, n) => (isKept && n >= prefix ? [n] : []));
  const value = planted[kind];
  if (kind === 'all-inf') {
    for (const n of first) x[n * channels] = value;
    return;
  }
  x[first[0]! * channels] = value;
  x[first.at(-1)! * channels + 1] = value;
}
