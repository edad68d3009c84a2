import type { Cell } from '../cells.ts';
import { differenceBetween, verdictOf } from '../difference.ts';
import type { Effect } from '../effects.ts';
import type { ExponentRow } from '../exponents.ts';
import { markdownTable } from '../markdownTable.ts';
import { meanOf } from '../outcome.ts';
import { paper } from '../paper.ts';
import { linesPlot } from '../plots/linesPlot.ts';
import { percent } from '../words.ts';
import type { Written } from '../written.ts';
import { effectTable } from './effectTable.ts';
import { summary } from './summary.ts';

const kinds = ['GeM, p fixed', 'GeM', 'GGeM'] as const;

/** Figures 6 and 8: accuracy over where p starts, and where it ends. */
export function startsSection(name: string, cell: Cell, rows: readonly ExponentRow[]): Written {
  const starts = [...new Set(rows.map(({ start }) => start))].sort((a, b) => a - b);
  const at = (kind: string, start: number): ExponentRow | undefined =>
    rows.find((row) => row.kind === kind && row.start === start);
  const average = cell.rows.find(({ key }) => key === 'average');
  const shown = kinds.filter((kind) => rows.some((row) => row.kind === kind));
  const accuracies = markdownTable(
    ['per cent', ...shown],
    [
      ...(average === undefined ? [] : [['average', ...shown.map(() => percent(average.mean))]]),
      ...starts.map((start) => [
        `p from ${start}`,
        ...shown.map((kind) => {
          const found = at(kind, start);
          return found === undefined ? '–' : percent(found.row.mean);
        }),
      ]),
    ],
  );
  const effects = startEffects(cell, rows, starts);
  const plots = {
    [`${name}-accuracy.svg`]: linesPlot('Accuracy over the start of p', {
      x: 'p starts at',
      y: 'per cent',
      series: shown.map((kind) => ({
        name: kind,
        points: rows.flatMap((row) =>
          row.kind === kind
            ? [{ x: row.start, y: 100 * row.row.mean, each: row.row.runs.map((run) => 100 * meanOf(run)) }]
            : [],
        ),
      })),
      ...(average && { level: { name: 'average', y: 100 * average.mean } }),
    }),
    [`${name}-p.svg`]: linesPlot('Trained p', {
      x: 'p starts at',
      y: 'p ends at',
      band: { name: 'in the paper', low: paper.exponents.ends[0]!, high: paper.exponents.ends[1]! },
      series: shown
        .filter((kind) => kind !== 'GeM, p fixed')
        .map((kind) => ({
          name: kind,
          points: rows.flatMap((row) =>
            row.kind === kind ? [{ x: row.start, y: meanOf(row.ends.flat()), each: row.ends.flat() }] : [],
          ),
        })),
    }),
  };
  const text = [
    accuracies,
    `![Accuracy over the start of p](./plots/${name}-accuracy.svg)\n![Trained p over its start](./plots/${name}-p.svg)`,
    '*Lines: means over seeds. Dots: single seeds, on the right single groups.*',
    '**Where accuracy differs**',
    effectTable(effects),
    summary(effects),
    '**Where p ends**',
    endsTable(rows, starts),
    endsSentence(rows),
  ].join('\n\n');
  return { text, plots };
}

/** Is GGeM ahead of GeM, and GeM with a trained p ahead of a fixed one; is the default start ahead of the ends? */
function startEffects(
  cell: Cell,
  rows: readonly ExponentRow[],
  starts: readonly number[],
): readonly Effect[] {
  const at = (kind: string, start: number) => rows.find((row) => row.kind === kind && row.start === start);
  const pair = (a: ExponentRow | undefined, b: ExponentRow | undefined, name: string, where: string) => {
    if (a === undefined || b === undefined || a === b) return [];
    const ours = differenceBetween(cell, a.row, b.row);
    return [{ of: a.row.key, to: b.row.key, name, where, ours, verdict: verdictOf(ours) }];
  };
  const [first, last] = [starts[0]!, starts.at(-1)!];
  const inside = starts.find(
    (start) => start >= paper.exponents.best[0]! && start <= paper.exponents.best[1]!,
  );
  return [
    ...starts.flatMap((p) => [
      ...pair(at('GGeM', p), at('GeM', p), `GGeM − GeM, from ${p}`, 'accuracy'),
      ...pair(at('GGeM', p), at('GeM, p fixed', p), `GGeM − GeM fixed, from ${p}`, 'accuracy'),
    ]),
    ...kinds.flatMap((kind) => [
      ...pair(
        at(kind, inside ?? first),
        at(kind, first),
        `${kind}: from ${inside} − from ${first}`,
        'accuracy',
      ),
      ...pair(at(kind, inside ?? last), at(kind, last), `${kind}: from ${inside} − from ${last}`, 'accuracy'),
    ]),
  ];
}

function endsTable(rows: readonly ExponentRow[], starts: readonly number[]): string {
  const ended = (kind: string, start: number): string => {
    const ends = rows.find((row) => row.kind === kind && row.start === start)?.ends ?? [];
    if (ends.length === 0) return '–';
    const all = ends.flat();
    return `${meanOf(all).toFixed(2)}<br><small>${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)}</small>`;
  };
  return markdownTable(
    ['p', 'GeM, ends at', 'GGeM, ends at'],
    starts.map((start) => [`from ${start}`, ended('GeM', start), ended('GGeM', start)]),
  );
}

/** The paper's three statements about where p ends, and how many trainings here have them. */
function endsSentence(rows: readonly ExponentRow[]): string {
  const trainings = rows.flatMap(({ ends }) => ends);
  const [low, high] = paper.exponents.ends as readonly [number, number];
  const { within } = paper.exponents;
  const inside = trainings.flat().filter((p) => p >= low && p <= high).length;
  const grouped = rows.filter(({ kind }) => kind === 'GGeM').flatMap(({ ends }) => ends);
  const close = grouped.filter((p) => Math.max(...p) - Math.min(...p) <= within).length;
  return (
    `In the paper, every p ends between ${low} and ${high}, and the p of one model lie within ${within}. ` +
    `Here ${inside} of ${trainings.flat().length} exponents ended between ${low} and ${high}, and the p of ${close} of ${grouped.length} trainings of GGeM lie within ${within}.`
  );
}
