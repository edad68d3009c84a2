import { type Cell, type CellRow, cellsOf } from '../cells.ts';
import { differenceBetween, verdictOf } from '../difference.ts';
import { type Effect, whereOf } from '../effects.ts';
import type { ExperimentRun } from '../experiments.ts';
import { markdownTable } from '../markdownTable.ts';
import { linesPlot } from '../plots/linesPlot.ts';
import { percent, poolingName, runName } from '../words.ts';
import type { Written } from '../written.ts';
import { effectTable } from './effectTable.ts';
import { commandOf, notRun } from './notRun.ts';
import { summary } from './summary.ts';

const rules = ['clamp', 'shift', 'abs'] as const;

/** The start of `p` and the rule for negatives that a pooling has where nothing is said. */
const usual = { p: 3, rule: 'shift' } as const;

interface Choice {
  readonly pooling: string;
  readonly p: number;
  readonly rule: string;
  readonly row: CellRow;
}

/** Power means by `p` and by the rule for negatives, each difference of two rules and of two `p` that share all else. */
export function defaultsSection(run: ExperimentRun): Written {
  const title = `### ${runName(run.label)}`;
  if (run.result === undefined) return { text: `${title}\n\n${notRun(run)}`, plots: {} };
  const asked = cellsOf(run.result).map((cell) => {
    const choices = choicesOf(cell);
    return { cell, choices, effects: effectsOfChoices(cell, choices) };
  });
  const file = `${run.experiment}-${run.label}.svg`;
  const [first, ...rest] = asked;
  const plot = first && plotOf(first.cell, first.choices);
  const text = [
    title,
    ...(plot === undefined ? [] : [`![${whereOf(first!.cell)} over p, by rule](./plots/${file})`]),
    ...asked.map(({ cell, choices }) => `**${whereOf(cell)}**\n\n${tableOf(cell, choices)}`),
    ...(first === undefined ? [] : [`**${whereOf(first.cell)}, differences**`, effectTable(first.effects)]),
    ...rest.flatMap(({ cell, effects }) => [
      `<details><summary>${whereOf(cell)}, differences</summary>`,
      effectTable(effects),
      '</details>',
    ]),
    summary(asked.flatMap(({ effects }) => effects)),
    commandOf(run),
  ].join('\n\n');
  return { text, plots: plot === undefined ? {} : { [file]: plot } };
}

function choicesOf({ rows }: Cell): readonly Choice[] {
  return rows.flatMap((row) => {
    const { type, p, negatives = 'clamp' } = row.spec;
    if ((type !== 'gem' && type !== 'ggem') || typeof p !== 'number') return [];
    return [{ pooling: poolingName(type), p, rule: negatives, row }];
  });
}

function tableOf(cell: Cell, choices: readonly Choice[]): string {
  const average = cell.rows.find(({ key }) => key === 'average');
  const lines = [...new Set(choices.map(nameOf))];
  return markdownTable(
    ['per cent', ...rules],
    [
      ...(average === undefined ? [] : [['average', ...rules.map(() => percent(average.mean))]]),
      ...lines.map((name) => [
        name,
        ...rules.map((rule) => {
          const found = choices.find((choice) => nameOf(choice) === name && choice.rule === rule);
          return found === undefined ? '–' : percent(found.row.mean);
        }),
      ]),
    ],
  );
}

function nameOf({ pooling, p }: Choice): string {
  return `${pooling}, p = ${p}`;
}

/** `shift` against each other rule at each `p`, and 3 against each other `p` under each rule. */
function effectsOfChoices(cell: Cell, choices: readonly Choice[]): readonly Effect[] {
  const effect = (a: Choice, b: Choice, name: string): Effect => {
    const ours = differenceBetween(cell, a.row, b.row);
    return { of: a.row.key, to: b.row.key, name, where: whereOf(cell), ours, verdict: verdictOf(ours) };
  };
  const byRule = choices.flatMap((choice) => {
    const own = choices.find((one) => nameOf(one) === nameOf(choice) && one.rule === usual.rule);
    if (own === undefined || own === choice) return [];
    return [effect(own, choice, `${nameOf(choice)}: ${usual.rule} − ${choice.rule}`)];
  });
  const byExponent = choices.flatMap((choice) => {
    const { pooling, rule, p } = choice;
    const own = choices.find((one) => one.pooling === pooling && one.rule === rule && one.p === usual.p);
    if (own === undefined || own === choice) return [];
    return [effect(own, choice, `${pooling}, ${rule}: p = ${usual.p} − p = ${p}`)];
  });
  return [...byRule, ...byExponent];
}

/** Accuracy over `p`, a line for each rule; absent where there is one `p`. */
function plotOf(cell: Cell, choices: readonly Choice[]): string | undefined {
  if (new Set(choices.map(({ p }) => p)).size < 2) return undefined;
  const average = cell.rows.find(({ key }) => key === 'average');
  return linesPlot(`${whereOf(cell)} over p`, {
    x: 'p',
    y: 'per cent',
    series: rules.map((name) => ({
      name,
      points: choices.flatMap(({ p, rule, row }) =>
        rule === name ? [{ x: p, y: 100 * row.mean, each: [100 * row.mean] }] : [],
      ),
    })),
    ...(average && { level: { name: 'average', y: 100 * average.mean } }),
  });
}
