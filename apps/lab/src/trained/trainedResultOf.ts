import { modelOf, type RunSettings } from '../compare/resultOf.ts';
import type { ReadyImages, TokensCall } from '../extract/readyTokens.ts';
import { versionsOf } from '../versionsOf.ts';
import type { HeldOut } from './held.ts';
import type { Holding } from './heldOut.ts';
import type { PlainTrained, TrainedResult } from './trainedResult.ts';
import { trainedWarnings } from './trainedWarnings.ts';
import { withDifferences } from './withDifferences.ts';

/** What was trained. */
export type TrainedRows = Pick<
  TrainedResult,
  'command' | 'measures' | 'baseline' | 'groups' | 'leftOut' | 'texts'
> &
  Pick<TrainedResult['settings'], 'seeds' | 'training'>;

/** The result of trainings, with differences, answers and warnings. */
export async function trainedResultOf(
  { encoder, list, parts, seed, draws, level, hold }: TokensCall & RunSettings & Pick<Holding, 'hold'>,
  { found, layout, images, broken }: ReadyImages,
  { labels, folds, test, sets }: Pick<HeldOut, 'labels' | 'folds' | 'test' | 'sets'>,
  { seeds, training, ...rows }: TrainedRows,
): Promise<TrainedResult> {
  const plain: PlainTrained = {
    format: 'ggem-lab-trained',
    version: 1,
    model: modelOf(encoder, layout),
    preprocessing: { from: found.from, is: found.preprocessing },
    settings: { parts, seed, draws, level, seeds, ...(hold === 'classes' && { hold }), training },
    versions: await versionsOf(),
    images: {
      from: list.from,
      names: images.map(({ name }) => name),
      hashes: images.map(({ hash }) => hash),
      labels,
      parts: folds,
      broken,
    },
    held: test,
    ...(sets !== undefined && { sets }),
    ...rows,
  };
  const result = withDifferences(plain, rows.baseline);
  return { ...result, warnings: trainedWarnings(result) };
}
