import { type MeasureName, measures } from '../measure/measures.ts';
import type { Against, Result, Row, Span } from './result.ts';

/** The answer in one sentence, and a second one for the patches where the class token is best. */
export function answerOf(
  result: Pick<Result, 'model' | 'images' | 'texts' | 'measures' | 'baseline' | 'rows'>,
): string {
  const [by] = result.measures as readonly [MeasureName];
  const best = bestOf(result.rows, by);
  const where = `For ${result.model.name} and these ${imagesInWords(result)}`;
  const verdict =
    best.name === result.baseline ? nextOf(result, best, by) : differenceOf(best, by, result.baseline);
  const first = `${where}, ${spoken(best.name)} is best by ${measures[by].name}: ${percent(best.results[by]!.mean)} %${verdict}.`;
  if (best.spec.type !== 'token') return first;
  const patches = result.rows.filter(({ spec }) => spec.type !== 'token');
  if (patches.length === 0) return first;
  const next = bestOf(patches, by);
  return `${first} Of those that pool patches, ${spoken(next.name)} is best: ${percent(next.results[by]!.mean)} %${differenceOf(next, by, result.baseline)}.`;
}

/** `1360 images of 17 classes`, `1000 images with 5000 captions`. */
export function imagesInWords({ images, texts }: Pick<Result, 'images' | 'texts'>): string {
  const count = `${images.names.length} images`;
  if (texts === undefined) return `${count} of ${new Set(images.labels).size} classes`;
  return `${count} with ${texts.counts.reduce((a, b) => a + b)} captions`;
}

/** Whether intervals over classes say more than those over images. */
export function hasClasses({ texts }: Pick<Result, 'texts'>): boolean {
  return texts?.hasClasses ?? true;
}

interface Measured {
  readonly results: Readonly<Partial<Record<MeasureName, { readonly mean: number }>>>;
}

/** The row with the largest mean; of equals, the first. */
export function bestOf<T extends Measured>(rows: readonly T[], by: MeasureName): T {
  return rows.reduce((a, b) => (b.results[by]!.mean > a.results[by]!.mean ? b : a));
}

/** Where the baseline is the best: the one that comes next. */
function nextOf({ rows }: Pick<Result, 'rows'>, best: Row, by: MeasureName): string {
  const next = bestOf(
    rows.filter((row) => row !== best),
    by,
  );
  return `; next is ${spoken(next.name)} at ${differenceInWords(next.results[by]!.against!)}`;
}

function differenceOf({ results }: Row, by: MeasureName, baseline: string): string {
  const { against } = results[by]!;
  if (against === undefined) return '';
  const beyond =
    against.images.resolved && !against.classes.resolved ? ' for these classes, not for new ones' : '';
  return `; the difference to ${spoken(baseline)} is ${differenceInWords(against)}${beyond}`;
}

/** `+1.2 points [+0.3, +2.1], resolved`; where poolings were trained, over seeds too. */
export function differenceInWords({
  difference,
  images,
  seeds,
}: Pick<Against, 'difference' | 'images' | 'seeds'>): string {
  const span = ({ low, high, resolved }: Span): string =>
    `[${signed(low)}, ${signed(high)}], ${resolved ? 'resolved' : 'not resolved'}`;
  const over = seeds === undefined ? '' : `; ${span(seeds)} over seeds`;
  return `${signed(difference)} points ${span(images)}${over}`;
}

/** The name of a pooling inside of a sentence. */
export function spoken(name: string): string {
  const isWord = name === 'class token' || name === 'mean' || name === 'max';
  return isWord ? `the ${name === 'max' ? 'maximum' : name}` : name;
}

/** A share as per cent, with one decimal. */
export function percent(share: number): string {
  return (100 * share).toFixed(1);
}

/** A difference of shares as points, with its sign. */
export function signed(share: number): string {
  const text = (100 * share).toFixed(1);
  return share < 0 ? text.replace('-', '−') : `+${text}`;
}
