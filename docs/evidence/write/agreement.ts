import type { Effect } from './effects.ts';

/** What a difference that an interval excludes from 0 can be, the strongest first. */
export const agreements: readonly string[] = [
  'over images and seeds',
  'over images',
  'over images alone',
  'over seeds alone',
].flatMap((intervals) => ['as the paper', 'the other way', 'resolved'].map((way) => `${way}, ${intervals}`));

/**
 * How an effect of the paper came out here, one of `agreements`, or `not resolved`: `as the paper` and `the other way` where the paper
 * has a direction, `resolved` where it has none; then the intervals that exclude 0. Where there is one seed, `over images` is all.
 */
export function agreementOf(effect: Effect): string {
  const { ours, verdict } = effect;
  switch (verdict) {
    case 'resolved':
      return `${wayOf(effect)}, over images and seeds`;
    case 'images':
      return `${wayOf(effect)}, over images${ours.seeds === undefined ? '' : ' alone'}`;
    case 'seeds':
      return `${wayOf(effect)}, over seeds alone`;
    case 'neither':
      return 'not resolved';
    default:
      return verdict satisfies never;
  }
}

function wayOf({ paper, ours }: Effect): string {
  if (paper === undefined || !paper.direction) return 'resolved';
  return Math.sign(ours.difference) === paper.direction ? 'as the paper' : 'the other way';
}
