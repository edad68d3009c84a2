import { percent, signed, spoken } from '../compare/answerOf.ts';
import type { Span } from '../compare/result.ts';
import { knnSays, measures } from '../measure/measures.ts';
import { showPreprocessing } from '../read/showPreprocessing.ts';
import { type TrainedColumns, trainedColumns } from '../trained/trainedColumns.ts';
import type { TrainedGroup, TrainedMeasure, TrainedResult } from '../trained/trainedResult.ts';
import { shownExponents } from '../trained/trainedTable.ts';
import { type Html, html } from './html.ts';
import { exponentPlot } from './plots/exponentPlot.ts';
import { style } from './style.ts';

/** The report of `ggem-lab finetune`, `train-p` and `contrast`: a table a group, the exponents, what was run; needs no network. */
export function trainedHtml(result: TrainedResult): string {
  const { model, sets = [], groups, answers, warnings, settings } = result;
  const exponents = exponentPlot(result);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Poolings of ${model.name}, trained</title><style>${style}</style></head><body><main>
<h1>Which pooling for ${model.name}, once it is trained?</h1>
<p>${imagesInWords(result)}; ${sets.map(({ name, images: own }) => `${own.length} of ${name}, `)}seeds ${settings.seeds.join(', ')}.</p>
${answers.map((answer) => html`<p class="answer">${answer}</p>`)}
<ul class="warnings">${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>
${groups.map((group) => html`<h2>${group.name}</h2>${trainedColumns(result).map((columns) => table(result, group, columns))}`)}
<p class="note">Below each number: the spread over seeds, points against ${spoken(result.baseline)}, its interval over images and over seeds. ✓ resolved over images, ✓✓ over seeds too.</p>
${exponents === undefined ? '' : html`<h2>Where p goes</h2>${exponents}`}
<h2>What the numbers mean</h2>
<dl>${result.measures.map((measure) => html`<dt>${measures[measure].name}</dt><dd>${says(result, measure)}</dd>`)}
<dt>Over images</dt><dd>Paired bootstrap over the images held out, ${settings.draws} draws, ${100 * settings.level} %; the outcome of an image is its mean over seeds.</dd>
${settings.hold === 'classes' ? html`<dt>Over classes</dt><dd>The same over the classes held out: what other classes would give.</dd>` : ''}
<dt>Over seeds</dt><dd>The t-interval of the differences, pairs of the same seed. A seed is ${'scratch' in settings.training ? 'other weights' : 'another head'} to start from and another order of images; the images held out are the same for all.</dd></dl>
<h2>What was run</h2>
<dl>${Object.entries(configuration(result)).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
</main></body></html>
`.text;
}

function imagesInWords({ images, held, sets = [], settings, texts }: TrainedResult): string {
  const further = sets.flatMap((set) => set.images);
  const count = images.names.length - held.length - further.length;
  const classesOf = (places: readonly number[]): number =>
    new Set(places.map((image) => images.labels[image])).size;
  if (texts?.hasClasses === false) return `${count} images to train on, ${held.length} held out`;
  const all = new Set(images.labels).size;
  if (settings.hold !== 'classes')
    return `${count} images to train on, ${held.length} held out, of ${all} classes`;
  const seen = all - classesOf([...held, ...further]);
  return `${count} images of ${seen} classes to train on, ${held.length} of ${classesOf(held)} other classes held out`;
}

function says({ command, settings }: TrainedResult, measure: TrainedResult['measures'][number]): string {
  if (settings.hold === 'classes')
    return `${measures[measure].says}; each image held out among the others held out, on what the head reads after training`;
  if (measure !== 'knn') return measures[measure].says;
  return `${knnSays('that were trained on')}, on what the head reads${command === 'finetune' ? ' after training' : ''}`;
}

function table(
  { baseline, settings }: TrainedResult,
  { name, rows }: TrainedGroup,
  { title, columns }: TrainedColumns,
): Html {
  const most = columns.map(({ of }) => Math.max(...rows.map((row) => of(row).mean)));
  const label = title === undefined ? name : `${name}, ${title}`;
  return html`${title === undefined ? '' : html`<h3>${title}</h3>`}<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr><th scope="col">per cent</th>${columns.map((column) => html`<th scope="col">${column.name}</th>`)}<th scope="col">trained p</th></tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><th scope="row">${row.name}${row.name === baseline ? ' (baseline)' : ''}</th>${columns.map(
        ({ of }, i) => {
          const measured = of(row);
          const isBest = measured.mean === most[i];
          return html`<td${isBest ? html` class="best"` : ''}>${cell(measured, settings)}</td>`;
        },
      )}<td>${shownExponents(row.runs.map(({ p }) => p?.after))}</td></tr>
`,
  )}</tbody></table></div>`;
}

function cell({ mean, seeds, against }: TrainedMeasure, { hold }: TrainedResult['settings']): Html {
  const [least, most] = [Math.min(...seeds), Math.max(...seeds)];
  const spread = seeds.length > 1 ? html`<small>${percent(least)} to ${percent(most)}</small>` : undefined;
  if (against === undefined) return html`${percent(mean)}${spread}`;
  const sign = against.images.resolved ? (against.seeds?.resolved ? ' ✓✓' : ' ✓') : '';
  const span = ({ low, high }: Span): string => `[${signed(low)}, ${signed(high)}]`;
  const overSeeds =
    against.seeds === undefined ? undefined : html`<small>${span(against.seeds)} seeds</small>`;
  const overClasses = hold === 'classes' ? html`<small>${span(against.classes)} classes</small>` : undefined;
  return html`${percent(mean)}${spread}<small>${signed(against.difference)}${sign}</small><small>${span(against.images)} images</small>${overClasses}${overSeeds}`;
}

function configuration({ model, images, sets, preprocessing, settings, versions }: TrainedResult) {
  const how =
    sets === undefined
      ? `one of ${settings.parts} parts ${settings.hold === 'classes' ? 'of the classes ' : ''}held out`
      : 'held out by the split column';
  return {
    Model: `${model.file}, SHA-256 ${model.sha256.slice(0, 16)}…`,
    Preprocessing: `${showPreprocessing(preprocessing.is)}; from ${preprocessing.from}`,
    Images: `${images.names.length} in ${images.from}, ${how}, seed ${settings.seed}`,
    Training:
      Object.keys(settings.training).length === 0 ? 'the defaults' : JSON.stringify(settings.training),
    Broken:
      images.broken.length === 0
        ? 'none'
        : images.broken.map(({ name, why }) => `${name}: ${why}`).join('; '),
    Versions: Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  };
}
