import { seedInterval } from '@ggem/analysis';
import type { ExperimentRun } from '../experiments.ts';
import { type HeadModel, headModels } from '../headModels.ts';
import { markdownTable } from '../markdownTable.ts';
import { meanOf } from '../outcome.ts';
import { paperPoolings } from '../paper.ts';
import { linesPlot } from '../plots/linesPlot.ts';
import { listed, poolingName, runName } from '../words.ts';
import type { Written } from '../written.ts';
import { commandOf, notRun } from './notRun.ts';

/** What is asked of a block: `of` gives a number, or none. */
interface Question {
  readonly name: string;
  readonly file: string;
  readonly unit: string;
  readonly digits: number;
  readonly of: (block: HeadModel['blocks'][number]) => number | undefined;
}

const questions: readonly Question[] = [
  {
    ...{ name: 'Likeness of heads', file: 'similarity', unit: 'debiased CKA', digits: 3 },
    of: ({ meanSimilarity }) => meanSimilarity,
  },
  {
    ...{ name: 'Head mean distance', file: 'distance', unit: 'pixels', digits: 2 },
    of: ({ distances }) => meanOf(distances),
  },
  {
    ...{ name: 'Spread of distances over heads', file: 'spread', unit: 'pixels', digits: 2 },
    of: ({ distances }) => Math.max(...distances) - Math.min(...distances),
  },
];

/** Figures 4 and 5: how alike the heads are and how far they look, by the pooling that a model was trained with. */
export function headsSection(run: ExperimentRun): Written {
  const title = `### ${runName(run.label)}`;
  if (run.result === undefined) return { text: `${title}\n\n${notRun(run)}`, plots: {} };
  const models = headModels(run.result);
  const seeds = [...new Set(models.map(({ seed }) => seed))];
  const asked = questions.map((question) => answer(question, models, `${run.experiment}-${run.label}`));
  const count = asked.reduce((sum, one) => sum + one.looked, 0);
  const intro = `${models.length} models, ${seeds.length} seeds of each pooling. Differences to the average and to each other are paired by seed; their intervals are over seeds alone, as what is measured is one number a model.`;
  const outro = `${count} differences were looked at, each by itself: about one in twenty would exclude 0 by chance.`;
  return {
    text: [title, intro, ...asked.map(({ text }) => text), outro, commandOf(run)].join('\n\n'),
    plots: Object.assign({}, ...asked.map(({ plots }) => plots)),
  };
}

function answer(
  { name, file, unit, digits, of }: Question,
  models: readonly HeadModel[],
  prefix: string,
): Written & { readonly looked: number } {
  const keys = paperPoolings.filter((key) => models.some((model) => model.key === key));
  const count = models[0]!.blocks.length;
  const valuesOf = (key: string, block: number): ReadonlyMap<number, number> =>
    new Map(
      models.flatMap((model) => {
        const value = model.key === key ? of(model.blocks[block]!) : undefined;
        return value === undefined ? [] : [[model.seed, value] as const];
      }),
    );
  // Blocks that were not trained are the same in all models.
  const trained = Array.from({ length: count }, (_, block) => block).filter((block) => {
    const values = keys.flatMap((key) => [...valuesOf(key, block).values()]);
    return values.some((value) => Math.abs(value - values[0]!) > 1e-6 * Math.abs(values[0]!));
  });
  const last = trained.at(-1) ?? count - 1;
  const table = markdownTable(
    [unit, ...keys.map(poolingName)],
    trained.map((block) => [
      `block ${block + 1}`,
      ...keys.map((key) => {
        const values = [...valuesOf(key, block).values()];
        return values.length === 0 ? '–' : meanOf(values).toFixed(digits);
      }),
    ]),
  );
  const pairs = keys.flatMap((key) =>
    key === 'average'
      ? []
      : [[key, 'average'] as const, ...(key === 'gem' || key === 'class' ? [['ggem', key] as const] : [])],
  );
  const differences = pairs.flatMap(([a, b]) => {
    const [one, other] = [valuesOf(a, last), valuesOf(b, last)];
    const shared = [...one.keys()].filter((seed) => other.has(seed));
    if (shared.length < 2) return [];
    const found = seedInterval(
      shared.map((seed) => one.get(seed)!),
      shared.map((seed) => other.get(seed)!),
    );
    return [{ name: `${poolingName(a)} − ${poolingName(b)}`, ...found }];
  });
  const number = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
  const told = differences.filter(({ resolved }) => resolved);
  const sentence =
    told.length === 0
      ? `In block ${last + 1}, the last, no difference is resolved over seeds.`
      : `In block ${last + 1}, the last, resolved over seeds: ${listed(told.map(({ name, difference, low, high }) => `${name} ${number(difference)} [${number(low)},\u00a0${number(high)}]`))}; the other ${differences.length - told.length} are not.`;
  const plot = linesPlot(name, {
    x: 'block',
    y: unit,
    series: keys.map((key) => ({
      name: poolingName(key),
      points: Array.from({ length: count }, (_, block) => {
        const each = [...valuesOf(key, block).values()];
        return { x: block + 1, y: meanOf(each), each };
      }).filter(({ each }) => each.length > 0),
    })),
  });
  const path = `${prefix}-${file}.svg`;
  return {
    text: `#### ${name}\n\n![${name}, by block and pooling](./plots/${path})\n\n${table}\n\n${sentence}`,
    plots: { [path]: plot },
    looked: differences.length,
  };
}
