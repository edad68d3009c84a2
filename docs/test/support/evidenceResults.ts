import type { Experiment, Experiments } from '../../evidence/write/experiments.ts';

/** Made by hand: eight images, two seeds, one group of trainings. */
const settings = { draws: 1000, level: 0.95, seed: 1, seeds: [1, 2] };
const model = { name: 'hand', heads: 2, layout: { channels: 8 } };
const versions = {};

interface HandRow {
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
  /** An outcome of each seed. */
  readonly each: readonly [string, string];
  readonly p?: readonly number[];
}

/** A result of `finetune` or `train-p` with these rows in each group, by each measure. */
export function handTrained(
  rows: readonly HandRow[],
  { groups = ['2 blocks'], measures = ['accuracy'], sets = [] as readonly string[] } = {},
): unknown {
  const made = rows.map(({ name, spec, each, p }) => ({
    ...{ name, spec, results: {} },
    runs: each.map((outcome, i) => {
      const byMeasure = Object.fromEntries(measures.map((measure) => [measure, outcome]));
      return {
        ...{ seed: i + 1, each: byMeasure },
        ...(p && { p: { before: p.map(() => 3), after: p } }),
        ...(sets.length > 0 && { sets: Object.fromEntries(sets.map((set) => [set, byMeasure])) }),
      };
    }),
    ...(sets.length > 0 && { sets: Object.fromEntries(sets.map((set) => [set, {}])) }),
  }));
  return {
    ...{ format: 'ggem-lab-trained', model, settings, versions, measures, baseline: 'mean' },
    groups: groups.map((name) => ({ name, rows: made })),
  };
}

/** Five poolings. GGeM names four of eight, the average two: the same images from both seeds. */
export const five: readonly HandRow[] = [
  { name: 'class token', spec: { type: 'token' }, each: ['11111111', '11111110'] },
  { name: 'mean', spec: { type: 'mean' }, each: ['11000000', '11000000'] },
  { name: 'max', spec: { type: 'max' }, each: ['00000000', '10000000'] },
  { name: 'GeM', spec: { type: 'gem', p: 3, negatives: 'shift' }, each: ['11000000', '11100000'] },
  { name: 'GGeM, 2 groups', spec: { type: 'ggem', groups: 2, p: 3 }, each: ['11110000', '11110000'] },
];

const probed = {
  ...{ format: 'ggem-lab', model, settings, versions, measures: ['attentive'], baseline: 'mean' },
  images: { parts: [0, 1, 0, 1, 0, 1, 0, 1] },
  rows: [
    ...five.map(({ name, spec, each }) => ({ name, spec, each: each[0] })),
    { name: 'EP, 4 queries', spec: { type: 'mean', attend: { score: 'query' } }, each: '11100000' },
  ].map(({ each, ...row }) => ({ ...row, training: {}, results: { attentive: { each } } })),
};

const robust = {
  ...{ format: 'ggem-lab-robust', model, settings, versions, baseline: 'mean' },
  rows: five.map(({ name, spec, each }) => ({
    ...{ name, spec },
    accuracy: { original: { each: each[0] }, mixedRandom: { each: each[1] } },
    recall: { mixedRandom: { each: each[0].replace('1', '-') } },
  })),
};

/** The heads of two models of each of two poolings; the second block was trained. */
export const heads: Readonly<Record<string, unknown>> = Object.fromEntries(
  [
    ['mean', 1, 0.5],
    ['mean', 2, 0.52],
    ['GGeM-2-groups', 1, 0.4],
    ['GGeM-2-groups', 2, 0.41],
  ].map(([name, seed, similarity]) => [
    `${name}-4-blocks-seed-${seed}.onnx`,
    {
      format: 'ggem-lab-heads',
      blocks: [
        { distances: [10, 20], meanSimilarity: 0.3 },
        { distances: [10, 10 + 100 * (similarity as number)], meanSimilarity: similarity },
      ],
    },
  ]),
);

const maps = {
  ...{ format: 'ggem-lab-maps', model, channels: [1, 5] },
  rows: ['mean', 'GeM 3 shift'].map((name, i) => ({
    ...{ name, spec: {} },
    ...{ effectiveTokens: { mean: 4 - i }, effectiveByChannel: { mean: 4 - 2 * i } },
  })),
  shown: [
    {
      activation: [
        [0, 1, 2, 3],
        [3, 2, 1, 0],
      ],
      poolings: [
        [1, 1, 1, 1],
        [0, 0.5, 1, 2.5],
      ].map((map) => ({ look: { channels: [map, map] } })),
    },
  ],
};

/** GeM fixed, GeM and GGeM from two starts. */
export const starts: readonly HandRow[] = [
  five[1]!,
  ...[1, 3].flatMap((p): readonly HandRow[] => [
    {
      name: `GeM, from ${p}, fixed`,
      spec: { type: 'gem', p, trainable: false },
      each: ['11000000', '11000000'],
    },
    { name: `GeM, from ${p}`, spec: { type: 'gem', p }, each: ['11000000', '11100000'], p: [p + 1] },
    {
      ...{ name: `GGeM, 2 groups, from ${p}`, spec: { type: 'ggem', groups: 2, p } },
      ...{ each: ['11110000', '11110000'], p: [p + 1, p + 2.5] },
    },
  ]),
];

const groups: readonly HandRow[] = [
  five[1]!,
  ...[1, 2, 4].map(
    (count): HandRow => ({
      ...{ name: `GGeM, ${count} groups`, spec: { type: 'ggem', groups: count, p: 3 } },
      ...{ each: count === 2 ? ['11110000', '11110000'] : ['11000000', '11100000'], p: Array(count).fill(4) },
    }),
  ),
];

function experiment(name: string, runs: Readonly<Record<string, unknown>>): readonly [string, Experiment] {
  const made = Object.entries(runs).map(([label, result]) => ({
    experiment: name,
    label,
    minutes: 7,
    result,
  }));
  return [name, { name, about: `What ${name} asks.`, runs: made }];
}

const choices: readonly HandRow[] = [
  five[1]!,
  ...[3, 5].flatMap((p) =>
    ['clamp', 'shift', 'abs'].map((negatives): HandRow => {
      const each = negatives === 'shift' && p === 3 ? '11110000' : '11000000';
      return { name: `GeM ${p} ${negatives}`, spec: { type: 'gem', p, negatives }, each: [each, each] };
    }),
  ),
];

/** A result of every experiment; of `table-1-scratch`, one run of two. */
export const handExperiments: Experiments = new Map([
  experiment('table-1-scratch', {
    mnist: handTrained(five, { groups: ['From scratch'], measures: ['accuracy', 'knn'] }),
    cifar10: undefined,
  }),
  experiment('table-2', {
    flowers: handTrained(five, { groups: ['Head alone', '2 blocks'], measures: ['accuracy', 'knn'] }),
  }),
  experiment('probing', { flowers: probed }),
  experiment('table-3', { scenes: handTrained(five, { sets: ['mixed-random'] }), cocomini: robust }),
  experiment('table-4', { scenes: handTrained(five, { measures: ['textToImage1', 'zeroShot'] }) }),
  experiment('table-5', { flowers: handTrained(five, { measures: ['mapAtR', 'recallAt1'] }) }),
  experiment('figures-2-3', { flowers: maps }),
  experiment('figures-4-5', { flowers: heads }),
  experiment('defaults', { flowers: handTrained(choices), 'flowers-trained': handTrained(choices) }),
  experiment('figures-6-8', { 'flowers-p': handTrained(starts), 'flowers-groups': handTrained(groups) }),
]);
