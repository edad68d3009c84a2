import { agreementOf } from '../agreement.ts';
import type { Effect } from '../effects.ts';
import { markdownTable } from '../markdownTable.ts';
import type { PaperEffect } from '../paper.ts';
import { interval, points, signed, unbroken } from '../words.ts';

/** The differences of a cell: what they say together, the paper's, ours with intervals. Columns that would be empty are left out. */
export function effectTable(effects: readonly Effect[]): string {
  const columns: readonly (readonly [title: string, cell: (effect: Effect) => string])[] = [
    ['the paper', ({ paper }) => paperPoints(paper)],
    ['here', ({ ours }) => signed(ours.difference)],
    ['over images', ({ ours }) => interval(ours.images)],
    ['over seeds', ({ ours }) => (ours.seeds === undefined ? '' : interval(ours.seeds))],
    ['over classes', ({ ours }) => (ours.classes === undefined ? '' : interval(ours.classes))],
  ];
  const kept = columns.filter(([, cell]) => effects.some((effect) => cell(effect) !== ''));
  return markdownTable(
    ['points', 'together', ...kept.map(([title]) => title)],
    effects.map((effect) => [
      unbroken(effect.name),
      agreementCell(effect),
      ...kept.map(([, cell]) => cell(effect)),
    ]),
  );
}

/** One number, or the least and the most of several; a word where the paper has a direction alone. */
export function paperPoints(paper: PaperEffect | undefined): string {
  if (paper === undefined) return '';
  if (paper.points.length === 0) return paper.direction === 1 ? 'ahead' : 'behind';
  const [low, high] = [Math.min(...paper.points), Math.max(...paper.points)];
  return low === high ? points(low) : `${points(low)}\u00a0to\u00a0${points(high)}`;
}

/** In bold where both intervals exclude 0; broken at its comma alone. */
function agreementCell(effect: Effect): string {
  const text = agreementOf(effect).split(', ').map(unbroken).join(', ');
  return effect.verdict === 'resolved' ? `**${text}**` : text;
}
