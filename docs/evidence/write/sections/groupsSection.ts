import type { Cell } from '../cells.ts';
import { differenceBetween, verdictOf } from '../difference.ts';
import type { Effect } from '../effects.ts';
import type { ExponentRow } from '../exponents.ts';
import { markdownTable } from '../markdownTable.ts';
import { meanOf } from '../outcome.ts';
import { linesPlot } from '../plots/linesPlot.ts';
import { percent } from '../words.ts';
import type { Written } from '../written.ts';
import { effectTable } from './effectTable.ts';
import { summary } from './summary.ts';

/** Figure 7: accuracy over the number of groups. In the paper as many as heads are best. */
export function groupsSection(
  name: string,
  cell: Cell,
  all: readonly ExponentRow[],
  { heads }: { readonly heads: number | undefined; readonly channels?: number | undefined },
): Written {
  const rows = all.filter(({ kind }) => kind === 'GGeM').sort((a, b) => a.groups - b.groups);
  const average = cell.rows.find(({ key }) => key === 'average');
  const best = Math.max(...rows.map(({ row }) => row.mean));
  const table = markdownTable(
    ['groups', 'accuracy', 'p ends at'],
    rows.map(({ groups, row, ends }) => {
      const p = ends.flat();
      return [
        `${groups}${groups === heads ? ', the heads' : ''}`,
        row.mean === best ? `**${percent(row.mean)}**` : percent(row.mean),
        p.length === 0 ? '–' : `${Math.min(...p).toFixed(2)} to ${Math.max(...p).toFixed(2)}`,
      ];
    }),
  );
  const atHeads = rows.find(({ groups }) => groups === heads);
  const effects = rows.flatMap(({ groups, row }): readonly Effect[] => {
    if (atHeads === undefined || row === atHeads.row) return [];
    const ours = differenceBetween(cell, atHeads.row, row);
    const paper = { points: [], direction: 1 } as const;
    const ends = groups === 1 || row === rows.at(-1)!.row;
    return [
      {
        ...{ of: atHeads.row.key, to: row.key, name: `${heads} groups − ${groups}`, where: 'accuracy' },
        // Its figure has no numbers: accuracy rises up to the number of heads, and falls beyond.
        ...{ ours, verdict: verdictOf(ours) },
        ...(ends && { paper }),
      },
    ];
  });
  const file = `${name}-accuracy.svg`;
  const plot = linesPlot('Accuracy over groups', {
    x: 'groups',
    y: 'per cent',
    isLog: true,
    series: [
      {
        name: 'GGeM',
        points: rows.map(({ groups, row }) => ({
          x: groups,
          y: 100 * row.mean,
          each: row.runs.map((run) => 100 * meanOf(run)),
        })),
      },
    ],
    ...(average && { level: { name: 'average', y: 100 * average.mean } }),
    ...(heads !== undefined && { mark: { name: 'heads', x: heads } }),
  });
  const text = [
    table,
    `![Accuracy over the number of groups](./plots/${file})`,
    '*Line: means over seeds. Dots: single seeds.*',
    ...(effects.length === 0 ? [] : [effectTable(effects), summary(effects)]),
  ].join('\n\n');
  return { text, plots: { [file]: plot } };
}
