import type { Effect } from './effects.ts';

/** How an effect of the paper came out here. */
export type Agreement = 'agrees' | 'opposes' | 'undirected' | 'images' | 'seeds' | 'neither';

/**
 * `agrees` and `opposes` take both intervals and a direction of the paper; `undirected` is resolved where the paper has none;
 * `images` and `seeds` are resolved over one of them alone; `neither` is not resolved.
 */
export function agreementOf({ paper, ours, verdict }: Effect): Agreement {
  if (verdict !== 'resolved') return verdict;
  if (paper === undefined || !paper.direction) return 'undirected';
  return Math.sign(ours.difference) === paper.direction ? 'agrees' : 'opposes';
}

/** The same in words, for a table. */
export function agreementText(effect: Effect): string {
  const { paper, ours, verdict } = effect;
  const agreement = agreementOf(effect);
  switch (agreement) {
    case 'agrees':
      return '**agrees**, resolved';
    case 'opposes':
      return '**the other way**, resolved';
    case 'undirected':
      return paper === undefined ? '**resolved**' : '**resolved**; the paper has no one direction';
    case 'images':
    case 'seeds': {
      const alone = ours.seeds === undefined ? `over images; one seed` : `over ${verdict} alone`;
      return `${paper?.direction ? `${wayOf(effect)}, ` : ''}${alone}`;
    }
    case 'neither':
      return 'not resolved';
    default:
      return agreement satisfies never;
  }
}

/** Whether the difference has the sign of the paper's. */
function wayOf({ paper, ours }: Effect): string {
  return Math.sign(ours.difference) === paper!.direction ? 'as the paper' : 'the other way';
}
