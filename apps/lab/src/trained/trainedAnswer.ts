import { bestOf, percent, signed, spoken } from '../compare/answerOf.ts';
import type { Against } from '../compare/result.ts';
import { measures } from '../measure/measures.ts';
import type { PlainTrained, TrainedGroup } from './trainedResult.ts';

/** The best pooling of a group in one sentence, with the difference to the baseline, over images and over seeds. */
export function trainedAnswer(
  { measures: [by], baseline, settings }: Pick<PlainTrained, 'measures' | 'baseline' | 'settings'>,
  { name, rows }: TrainedGroup,
): string {
  const best = bestOf(rows, by!);
  const count = settings.seeds.length;
  const seeds = count === 1 ? 'one seed' : `${count} seeds`;
  const first = `${name}: ${spoken(best.name)} is best by ${measures[by!].name}, ${percent(best.results[by!]!.mean)} % over ${seeds}`;
  const { against } = best.results[by!]!;
  if (against !== undefined) {
    return `${first}; the difference to ${spoken(baseline)} is ${differenceOf(against, settings)}.`;
  }
  const others = rows.filter((row) => row !== best);
  if (others.length === 0) return `${first}; no other was trained to the end.`;
  const next = bestOf(others, by!);
  return `${first}; next is ${spoken(next.name)} at ${differenceOf(next.results[by!]!.against!, settings)}.`;
}

/** `+1.2 points [+0.3, +2.1] over images, resolved; [−0.4, +2.8] over seeds, not resolved`. */
function differenceOf(
  { difference, images, classes, seeds }: Against,
  { hold }: PlainTrained['settings'],
): string {
  const span = ({ low, high, resolved }: Against['images'], over: string): string =>
    `[${signed(low)}, ${signed(high)}] over ${over}, ${resolved ? 'resolved' : 'not resolved'}`;
  const overSeeds = seeds === undefined ? [] : [span(seeds, 'seeds')];
  const overClasses = hold === 'classes' ? [span(classes, 'classes')] : [];
  return `${signed(difference)} points ${[span(images, 'images'), ...overClasses, ...overSeeds].join('; ')}`;
}
