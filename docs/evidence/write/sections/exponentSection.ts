import type { ExperimentRun } from '../experiments.ts';
import { exponentRows } from '../exponents.ts';
import { resultOf, type TrainedResult } from '../results.ts';
import { runName } from '../words.ts';
import { together, type Written } from '../written.ts';
import { groupsSection } from './groupsSection.ts';
import { commandOf, notRun } from './notRun.ts';
import { startsSection } from './startsSection.ts';

/** A run of `train-p`: over several starts of p, or over several numbers of groups. */
export function exponentSection(run: ExperimentRun): Written {
  const title = `### ${runName(run.label)}`;
  if (run.result === undefined) return { text: `${title}\n\n${notRun(run)}`, plots: {} };
  const { model, settings } = resultOf<TrainedResult>(run.result, ['ggem-lab-trained']);
  const { cell, rows } = exponentRows(run.result);
  const name = `${run.experiment}-${run.label}`;
  const starts = new Set(rows.map(({ start }) => start));
  const body =
    starts.size > 1
      ? startsSection(name, cell, rows)
      : groupsSection(name, cell, rows, { heads: model.heads, channels: model.layout?.channels });
  const facts = `Model \`${model.name}\`, frozen tokens, ${model.heads ?? 'unknown'} heads; ${cell.rows[0]!.runs[0]!.length} images asked, ${settings.seeds.length} seeds.`;
  return together([{ text: `${title}\n\n${facts}`, plots: {} }, body, { text: commandOf(run), plots: {} }]);
}
