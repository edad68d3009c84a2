import { alignedRows } from '../alignedRows.ts';
import { percent, signed, spoken } from '../compare/answerOf.ts';
import type { RowResult } from '../compare/result.ts';
import { robustAnswers, robustWarnings } from './robustAnswer.ts';
import { type RobustResult, swaps } from './robustResult.ts';
import { type VariantName, variantNames, variants } from './variants.ts';

/** What came out, in lines: a variant a line, a pooling a column. */
export function robustTable(result: RobustResult): readonly string[] {
  const { rows, baseline, settings, images } = result;
  const there = variantNames.filter((name) => rows[0]!.accuracy[name] !== undefined);
  const by = settings.by === 'knn' ? 'k-NN' : 'linear probe';
  const cells = [
    ['per cent', ...rows.map(({ name }) => name)],
    ...there.map((name) => [
      variantName(name, rows[0]!.accuracy[name]!),
      ...rows.map(({ accuracy }) => cell(accuracy[name]!)),
    ]),
    ...(there.length === 0
      ? []
      : [['mean of these', ...rows.map(({ mean }) => (mean === undefined ? '' : percent(mean)))]]),
    ...swaps.map((name) => [`R@1 ${variants[name].name}`, ...rows.map(({ recall }) => cell(recall[name]))]),
  ];
  const lines = alignedRows(cells);
  const classes =
    images.labels === undefined ? [] : [`Accuracies by ${by}, trained on originals of other parts.`];
  return [
    ...lines,
    ...classes,
    'R@1: the nearest original is the one whose foreground it is. No labels are used.',
    `In brackets: points against ${spoken(baseline)}, with the interval over images; * resolved.`,
    '',
    ...robustAnswers(result),
    ...robustWarnings(result).map((warning) => `! ${warning}`),
  ];
}

/** The name of a variant, with the number of its images where some have none: they are then others than those of other lines. */
export function variantName(name: VariantName, { each }: RowResult): string {
  const count = each.filter((one) => one !== null).length;
  return count === each.length ? variants[name].name : `${variants[name].name} (${count} images)`;
}

function cell({ mean, against }: RowResult): string {
  if (against === undefined) return percent(mean);
  const { low, high, resolved } = against.images;
  return `${percent(mean)} (${signed(against.difference)} [${signed(low)}, ${signed(high)}]${resolved ? '*' : ''})`;
}
