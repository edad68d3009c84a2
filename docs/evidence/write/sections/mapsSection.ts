import type { ExperimentRun } from '../experiments.ts';
import { markdownTable } from '../markdownTable.ts';
import { outcomeOf } from '../outcome.ts';
import { mapsPlot } from '../plots/mapsPlot.ts';
import { type KeptOutcome, type MapsResult, resultOf } from '../results.ts';
import { runName } from '../words.ts';
import type { Written } from '../written.ts';
import { commandOf, notRun } from './notRun.ts';

/** Figure 2: where single channels look under each pooling, and over how many tokens weights are spread. */
export async function mapsSection(run: ExperimentRun): Promise<Written> {
  const title = `### ${runName(run.label)}`;
  if (run.result === undefined) return { text: `${title}\n\n${notRun(run)}`, plots: {} };
  const { model, rows, channels, shown } = resultOf<MapsResult>(run.result, ['ggem-lab-maps']);
  const table = markdownTable(
    ['tokens in use', 'all channels together', 'a channel by itself'],
    rows.map(({ name, effectiveTokens, effectiveByChannel }) => [
      name,
      effectiveTokens.mean.toFixed(1),
      effectiveByChannel.mean.toFixed(1),
    ]),
  );
  const [image] = shown;
  const drawn = (image?.poolings ?? []).flatMap(({ look }, i) =>
    look.channels.length === 0 ? [] : [{ name: rows[i]!.name, maps: look.channels.map(mapOf) }],
  );
  const file = `${run.experiment}-${run.label}.svg`;
  const isDrawn = image !== undefined && drawn.length > 0;
  const names = channels.map((channel) => `channel ${channel}`);
  const alt = `Activations of ${names.join(', ')} in one image, and their weights under ${drawn.map(({ name }) => name).join(', ')}`;
  const text = [
    title,
    `Model \`${model.name}\`. Tokens in use are the exponential of the entropy of the weights: over how many tokens a pooled value is spread.`,
    table,
    ...(isDrawn
      ? [
          `![${alt}](./plots/${file})`,
          '*One image, patch by patch. Each map has a scale of its own, from its least (dark) to its largest value.*',
        ]
      : []),
    commandOf(run),
  ].join('\n\n');
  if (!isDrawn) return { text, plots: {} };
  const maps = [{ name: 'activation', maps: image.activation.map(mapOf) }, ...drawn];
  return { text, plots: { [file]: await mapsPlot(maps, names) } };
}

function mapOf(kept: KeptOutcome): readonly number[] {
  return outcomeOf(kept).map((value) => value ?? 0);
}
