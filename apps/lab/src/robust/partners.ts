import { pick, randomNumbers } from '../scenes/randomNumbers.ts';
import type { MixedName } from './variants.ts';

/** Whose background each variant takes: the number of an image; none where no image fits. */
export type Partners = Readonly<Partial<Record<MixedName, number>>>;

/** What is known of the images, and the seed of the draw. */
export interface PartnerOptions {
  readonly labels: readonly string[] | undefined;
  readonly folds: readonly number[] | undefined;
  readonly seed: number;
}

/**
 * Draws them for image `i`. Without labels, only any other image. With parts, from the part of the image alone: the image whose
 * background it is would else be among those that its class is predicted from, and would give its own class.
 */
export function partnersOf(i: number, count: number, { labels, folds, seed }: PartnerOptions): Partners {
  const next = randomNumbers(seed, i);
  const draw = (fits: (other: number) => boolean): number | undefined => {
    const all = Array.from({ length: count }, (_, other) => other).filter(
      (other) => other !== i && folds?.[other] === folds?.[i] && fits(other),
    );
    // Drawn in any case, so that one kind does not change the next.
    const share = next();
    return all.length === 0 ? undefined : pick(all, () => share);
  };
  const classes = [...new Set(labels)].sort();
  const own = labels?.[i];
  const after = own === undefined ? undefined : classes[(classes.indexOf(own) + 1) % classes.length];
  const any = draw(() => true);
  const same = draw((other) => own !== undefined && labels?.[other] === own);
  const following = draw((other) => after !== undefined && after !== own && labels?.[other] === after);
  return {
    ...(any !== undefined && { mixedRandom: any }),
    ...(same !== undefined && { mixedSame: same }),
    ...(following !== undefined && { mixedNext: following }),
  };
}
