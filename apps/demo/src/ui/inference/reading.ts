import type { HeadName } from '../../model/heads.ts';

/** The answers of the networks to a drawing. */
export interface Readings {
  /** Whether the pooled vectors are near those of digits: networks that know nothing else name one for anything. */
  readonly looksLikeDigit: boolean;
  readonly heads: ReadonlyMap<HeadName, Reading>;
}

/** The answer of one network to a drawing, as plain numbers. */
export interface Reading {
  /** Probability of each digit, 0 to 9. */
  readonly probabilities: readonly number[];
  /** Where the pooling looks, one channel group after the other. */
  readonly groups: readonly GroupReading[];
}

/**
 * Where a pooling looks, as the mean over some channels.
 *
 * A power mean raises activations to eps. A channel in which none is above eps is silent: it looks nowhere, so that it is
 * counted and left out of the means.
 */
export interface GroupReading {
  readonly channels: number;
  readonly silent: number;
  /** The pooling's weight on each patch, row by row; they sum to 1, or to 0 where the pooling reads no patch. */
  readonly shares: readonly number[];
  /** `exp(H(w))` with the entropy `H` of a channel's weights: how many patches it uses. */
  readonly inUse: number;
}

/** The reading of one group, or of all channels together. */
export function groupReading({ groups }: Reading, group: number | undefined): GroupReading {
  if (group !== undefined) return groups[group]!;
  const sum = (value: (group: GroupReading) => number): number =>
    groups.reduce((total, g) => total + value(g), 0);
  const active = (g: GroupReading): number => g.channels - g.silent;
  const mean = (value: (group: GroupReading) => number): number =>
    sum((g) => active(g) * value(g)) / Math.max(1, sum(active));
  return {
    channels: sum((g) => g.channels),
    silent: sum((g) => g.silent),
    shares: groups[0]!.shares.map((_, patch) => mean((g) => g.shares[patch]!)),
    inUse: mean((g) => g.inUse),
  };
}

/** The likeliest digit. */
export function prediction(reading: Reading): { readonly digit: number; readonly confidence: number } {
  const confidence = Math.max(...reading.probabilities);
  return { digit: reading.probabilities.indexOf(confidence), confidence };
}
