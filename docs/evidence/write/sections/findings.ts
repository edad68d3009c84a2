import { paperColumns } from '../beside.ts';
import { cellsOf } from '../cells.ts';
import { type Effect, effectsOf, whereOf } from '../effects.ts';
import type { ExperimentRun, Experiments } from '../experiments.ts';
import { markdownTable } from '../markdownTable.ts';
import { poolingName, runName, signed, unbroken } from '../words.ts';
import { paperPoints } from './effectTable.ts';

/** What decides in an experiment: one measure or two, and of its groups those that are named. */
interface Decisive {
  readonly experiment: string;
  readonly page: string;
  readonly title: string;
  /** What a reader does who should look at it. */
  readonly situation: string;
  readonly measures: readonly string[];
  readonly groups?: readonly string[];
}

const decisive: readonly Decisive[] = [
  {
    ...{ experiment: 'probing', page: 'probing', title: 'Frozen tokens' },
    ...{ situation: 'train a head on frozen tokens', measures: ['attentive'] },
  },
  {
    ...{ experiment: 'table-2', page: 'table-2', title: 'Table 2' },
    ...{ situation: 'fine-tune a head or the last blocks', measures: ['accuracy'] },
  },
  {
    ...{ experiment: 'table-1-scratch', page: 'table-1', title: 'Table 1, from scratch' },
    ...{ situation: 'train from scratch', measures: ['accuracy'] },
  },
  {
    ...{ experiment: 'table-3', page: 'table-3', title: 'Table 3', groups: ['mixedRandom'] },
    ...{ situation: 'meet other backgrounds', measures: ['accuracy', 'recallOfOriginal'] },
  },
  {
    ...{ experiment: 'table-4', page: 'table-4', title: 'Table 4' },
    ...{ situation: 'train images with texts', measures: ['textToImage1', 'zeroShot'] },
  },
  {
    ...{ experiment: 'table-5', page: 'table-5', title: 'Table 5' },
    ...{ situation: 'retrieve classes never seen', measures: ['mapAtR'] },
  },
];

const asked = ['average', 'class', 'gem'] as const;

interface Line {
  readonly title: string;
  /** Of GGeM, by what it is compared with; absent where it was not run. */
  readonly effects?: readonly Effect[];
}

/** What GGeM is worth in each situation: how often it was ahead, of how many comparisons. */
export function situations(experiments: Experiments): string {
  const rows = decisive.map((one) => ({ one, lines: linesOf(one, experiments) }));
  const all = rows.flatMap(({ lines }) => lines);
  return markdownTable(
    ['GGeM, if you', ...asked.map((to) => `against ${to === 'gem' ? '' : 'the '}${poolingName(to)}`)],
    [
      ...rows.map(({ one, lines }) => [
        `[${one.situation}](./${one.page}.md)`,
        ...asked.map((to) => countsOf(lines, to)),
      ]),
      ['all of these', ...asked.map((to) => countsOf(all, to))],
    ],
  );
}

/** `2 of 7 ahead, 1 behind`; what is neither cannot be told apart. */
function countsOf(lines: readonly Line[], to: string): string {
  const told = lines.flatMap(({ effects = [] }) => effects.filter((effect) => effect.to === to));
  if (told.length === 0) return lines.some(({ effects }) => effects !== undefined) ? '–' : 'not run yet';
  const [ahead, behind] = [1, -1].map(
    (sign) => told.filter((effect) => isTold(effect) && Math.sign(effect.ours.difference) === sign).length,
  );
  return `${unbroken(`${ahead} of ${told.length} ahead,`)} ${unbroken(`${behind} behind`)}`;
}

/** The table of tables: for each experiment, the paper's difference and ours. */
export function findings(experiments: Experiments): string {
  const rows = decisive.flatMap((one) =>
    linesOf(one, experiments).map(({ title, effects }) => {
      const link = `[${title}](./${one.page}.md)`;
      if (effects === undefined) return [link, '', 'not run yet', '', ''];
      const find = (to: string): Effect | undefined => effects.find((effect) => effect.to === to);
      return [link, paperPoints(find('average')?.paper), ...asked.map((to) => hereOf(find(to)))];
    }),
  );
  const head = ['points', 'paper: GGeM − average', ...asked.map((to) => `here: GGeM − ${poolingName(to)}`)];
  return markdownTable(head, rows);
}

function linesOf(one: Decisive, experiments: Experiments): readonly Line[] {
  const runs = experiments.get(one.experiment)?.runs ?? [];
  return runs.length === 0 ? [{ title: one.title }] : runs.flatMap((run) => linesOfRun(one, run));
}

function linesOfRun({ experiment, title, measures, groups }: Decisive, run: ExperimentRun): readonly Line[] {
  const name = `${title}: ${runName(run.label)}`;
  if (run.result === undefined) return [{ title: name }];
  return cellsOf(run.result)
    .filter(({ measure, group }) => measures.includes(measure) && (groups?.includes(group) ?? true))
    .map((cell) => ({
      title: `${name}, ${whereOf(cell)}`,
      effects: effectsOf(cell, paperColumns(experiment, cell)).filter(({ of }) => of === 'ggem'),
    }));
}

/** Over images and seeds, or over images where there is one seed. */
function isTold({ ours, verdict }: Effect): boolean {
  return verdict === 'resolved' || (ours.seeds === undefined && verdict === 'images');
}

function hereOf(effect: Effect | undefined): string {
  if (effect === undefined) return '–';
  const value = signed(effect.ours.difference);
  if (isTold(effect)) return `**${value}**`;
  if (effect.verdict === 'neither') return `(${value})`;
  return `${value}, ${effect.verdict} alone`;
}
