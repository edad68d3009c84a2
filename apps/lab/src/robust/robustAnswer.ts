import { differenceInWords, percent, spoken } from '../compare/answerOf.ts';
import { type RobustResult, type RobustRow, type SwapName, swaps } from './robustResult.ts';
import { variants } from './variants.ts';

/** What one swap says: which pooling finds most originals, and how far it is from the baseline. */
export function robustAnswers({ model, images, rows, baseline }: RobustResult): readonly string[] {
  return swaps.map((swap) => {
    const meanOf = (row: RobustRow): number => row.recall[swap].mean;
    const bestOf = (list: readonly RobustRow[]): RobustRow =>
      list.reduce((a, b) => (meanOf(b) > meanOf(a) ? b : a));
    const best = bestOf(rows);
    const first = `For ${model.name} and these ${images.names.length} images, ${spoken(best.name)} finds most originals of ${said[swap]}: R@1 ${percent(meanOf(best))} %`;
    if (best.name !== baseline)
      return `${first}; the difference to ${spoken(baseline)} is ${differenceInWords(best.recall[swap].against!)}.`;
    const others = rows.filter((row) => row !== best);
    if (others.length === 0) return `${first}.`;
    const next = bestOf(others);
    return `${first}; next is ${spoken(next.name)} at ${differenceInWords(next.recall[swap].against!)}.`;
  });
}

const said: Readonly<Record<SwapName, string>> = {
  onlyForeground: 'foregrounds alone, on black',
  mixedRandom: 'foregrounds on the background of another image',
};

/** What a reader of such a run could take wrong. */
export function robustWarnings({
  images,
  synthetic,
}: Pick<RobustResult, 'images' | 'synthetic'>): readonly string[] {
  return [
    `Differences on black (${[variants.onlyForeground, variants.noForeground, variants.onlyBackgroundBox].map(({ name }) => name).join('; ')}) hang on that black: another filling, such as grey, may give others.`,
    ...(images.names.length < 300 ? [`${images.names.length} images are few: look at the intervals.`] : []),
    ...(synthetic ? ['The images were drawn by the scene generator: they say nothing of photographs.'] : []),
    'If the model was trained on these images, or on these classes, the numbers are too good.',
  ];
}
