import { imagesToResolve, pairedDeviation, smallestDifference } from '@ggem/analysis';
import { alignedRows } from '../alignedRows.ts';
import type { Result } from '../compare/result.ts';
import { type MeasureName, measures, type VectorMeasure } from '../measure/measures.ts';
import { readRun } from '../report/readRun.ts';
import { type Command, command } from './command.ts';
import { UsageError } from './usageError.ts';

const options = {
  count: { kind: 'counts', value: 'LIST', help: 'numbers of images; default: 300,1000,3000,10000' },
  difference: { kind: 'number', value: 'POINTS', help: 'a difference to resolve; default: 1' },
  run: { kind: 'text', value: 'RUN', help: 'a run on images of the same kind, whose spread is taken' },
} as const;

/**
 * Standard deviation of one image's difference between two poolings, in shares: measured on Flowers-17 and CIFAR-10 with a
 * ViT-Tiny, from the calmest pair to the most restless one.
 */
const usual: Readonly<Record<VectorMeasure, readonly [low: number, high: number]>> = {
  mapAtR: [0.07, 0.08],
  rPrecision: [0.06, 0.07],
  recallAt1: [0.22, 0.4],
  knn: [0.21, 0.31],
  probe: [0.15, 0.29],
};

/** `ggem-lab plan`: what so many images can resolve. */
export const planCommand: Command = command(
  'plan',
  {
    summary: 'what so many images can resolve, and how many it takes',
    usage: '[--count N]',
    about:
      'The smallest difference of two poolings, in points, that so many images show four times out of five at 95 %.',
    options,
    examples: ['', '--count 1360 --difference 0.5', '--run run'],
  },
  async ({ count = [300, 1000, 3000, 10000], difference = 1, run }, { console }) => {
    if (difference <= 0) throw new UsageError('plan: --difference must be above 0, in points.');
    const spreads = run === undefined ? usual : spreadsOf(await comparisonOf(run));
    const points = (share: number): string => (100 * share).toFixed(1);
    const range = ([low, high]: readonly [number, number], show: (share: number) => string): string =>
      show(low) === show(high) ? show(low) : `${show(low)} to ${show(high)}`;
    const rows = Object.entries(spreads).map(([name, [low, high]]) => [
      measures[name as MeasureName].name,
      ...count.map((images) =>
        range([smallestDifference(low, images), smallestDifference(high, images)], points),
      ),
      range([imagesToResolve(low, difference / 100), imagesToResolve(high, difference / 100)], String),
    ]);
    const head = [
      'points',
      ...count.map((images) => `${images} images`),
      `images for ${difference} ${difference === 1 ? 'point' : 'points'}`,
    ];
    for (const line of alignedRows([head, ...rows])) console.out(line);
    console.out(
      run === undefined
        ? 'The spread is that of flowers and of CIFAR-10 with a ViT-Tiny; --run RUN takes that of a run of yours.'
        : `The spread is that of ${run}, from the calmest pooling against its baseline to the most restless one.`,
    );
    console.out('This holds for other images of the same classes; to speak of new classes takes far more.');
    return 0;
  },
);

async function comparisonOf(run: string): Promise<Result> {
  const result = await readRun(run);
  if (result.format === 'ggem-lab') return result;
  throw new UsageError(
    `plan: --run must be a run of compare, retrieve, knn, probe or pairs, but ${run} is one of another command.`,
  );
}

/** The smallest and the largest spread against the baseline, by measure. */
function spreadsOf({
  rows,
  baseline,
  measures: wanted,
}: Result): Partial<Record<MeasureName, readonly [low: number, high: number]>> {
  const base = rows.find(({ name }) => name === baseline)!;
  const spreads = wanted.map((measure) => {
    const all = rows.flatMap((row) => {
      if (row === base) return [];
      const [a, b] = [row.results[measure]!.each, base.results[measure]!.each];
      const both = a.flatMap((value, i) => (value === null || b[i] === null ? [] : [i]));
      const deviation = pairedDeviation(
        both.map((i) => a[i]!),
        both.map((i) => b[i]!),
      );
      // Of poolings that never differ, nothing can be said.
      return deviation > 0 ? [deviation] : [];
    });
    return [measure, all] as const;
  });
  return Object.fromEntries(
    spreads.flatMap(([measure, all]) =>
      all.length === 0 ? [] : [[measure, [Math.min(...all), Math.max(...all)]] as const],
    ),
  );
}
