import { seedInterval } from '@ggem/analysis';
import { type Cell, cellsOf } from '../cells.ts';
import { type Effect, effectsOf, type PaperColumns, whereOf } from '../effects.ts';
import type { ExperimentRun } from '../experiments.ts';
import { effectPlot } from '../plots/effectPlot.ts';
import { counted, listed, percent, runName } from '../words.ts';
import type { Written } from '../written.ts';
import { effectTable } from './effectTable.ts';
import { commandOf, notRun } from './notRun.ts';
import { ownTable } from './ownTable.ts';
import { summary } from './summary.ts';

/** Which columns of the paper stand beside a cell. */
export type Beside = (cell: Cell) => PaperColumns | undefined;

/** A run whose poolings were compared, or one group of it: what was measured, each difference beside the paper's, what they say, the command. */
export function runSection(run: ExperimentRun, beside: Beside, group?: string): Written {
  const title = `### ${runName(run.label)}`;
  if (run.result === undefined) return { text: `${title}\n\n${notRun(run)}`, plots: {} };
  const cells = cellsOf(run.result).filter((cell) => group === undefined || cell.group === group);
  const looked = cells.map((cell) => ({ cell, effects: effectsOf(cell, beside(cell)) }));
  const all = looked.flatMap(({ effects }) => effects);
  // What the paper measured, too, stands open; all else is folded.
  const [open, folded] = [true, false].map((isOpen) =>
    looked.filter(({ effects }) => effects.some(({ paper }) => paper !== undefined) === isOpen),
  );
  const shown = open!.length > 0 ? open! : folded!;
  const rest = open!.length > 0 ? folded! : [];
  const name = [run.experiment, run.label, ...(group === undefined ? [] : [group.replaceAll(' ', '-')])].join(
    '-',
  );
  const plots = shown.map(({ cell, effects }, i) => ({
    file: `${name}-${i + 1}.svg`,
    alt: `Differences by ${whereOf(cell)}, with intervals; a table below has the numbers`,
    svg: effectPlot(
      whereOf(cell),
      effects,
      shown.flatMap((one) => one.effects),
    ),
  }));
  const text = [
    title,
    factsOf(run.result, cells),
    ownTable(cells),
    plots.map(({ file, alt }) => `![${alt}](./plots/${file})`).join('\n'),
    '*Dot: the difference here, filled where both intervals exclude 0. Thick line: over images. Thin line: over seeds. Diamonds: the paper.*',
    ...shown.map(tableOf),
    ...(rest.length === 0
      ? []
      : [
          `<details><summary>${listed([...new Set(rest.map(({ cell }) => whereOf(cell)))])}</summary>`,
          ...rest.map(tableOf),
          '</details>',
        ]),
    summary(all),
    commandOf(run),
  ].join('\n\n');
  return { text, plots: Object.fromEntries(plots.map(({ file, svg }) => [file, svg])) };
}

function tableOf({ cell, effects }: { readonly cell: Cell; readonly effects: readonly Effect[] }): string {
  return `**${whereOf(cell)}**\n\n${effectTable(effects)}`;
}

/** The model, how many images and seeds, and what they resolve. */
function factsOf(result: unknown, cells: readonly Cell[]): string {
  const {
    format,
    model,
    leftOut = [],
  } = result as {
    readonly format: string;
    readonly model: { readonly name: string };
    readonly leftOut?: readonly string[];
  };
  const [first] = cells;
  const runs = first!.rows[0]!.runs;
  const images = counted(runs[0]!.length, 'image');
  // Poolings that hardly ever differ would need no image at all.
  const smallest = cells
    .flatMap((cell) => effectsOf(cell, undefined).map(({ ours }) => ours.smallest))
    .filter((share) => share > 0.0005);
  const [low, high] = [Math.min(...smallest), Math.max(...smallest)].map(percent);
  const byParts = runs.length > 1 && format === 'ggem-lab';
  const seeds =
    runs.length < 2
      ? 'One seed: nothing is said of others.'
      : `${counted(runs.length, 'seed')}: the interval over them reaches ${quantile(runs.length).toFixed(1)} standard errors to each side${runs.length < 5 ? ', so that it is wide' : ''}.${byParts ? ' Each seed predicts a part of the images from the others; these overlap, so that the interval is somewhat narrow.' : ''}`;
  const failed = leftOut.length === 0 ? '' : ` Left out: ${leftOut.join('; ')}.`;
  return `Model \`${model.name}\`; ${images} asked, which resolve ${low === high ? `${low} points` : `${low} to ${high} points`}, by how much two poolings differ from image to image. ${seeds}${failed}`;
}

/** The 97.5 % quantile of Student's distribution for so many seeds. */
function quantile(count: number): number {
  const values = Array.from({ length: count }, (_, i) => i);
  const { difference, high, standardError } = seedInterval(
    values,
    values.map(() => 0),
  );
  return (high - difference) / standardError;
}
