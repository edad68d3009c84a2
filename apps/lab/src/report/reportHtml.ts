import { bestOf, hasClasses, imagesInWords, spoken } from '../compare/answerOf.ts';
import { attachLine } from '../compare/bestPooling.ts';
import type { Result } from '../compare/result.ts';
import { measures } from '../measure/measures.ts';
import { showPreprocessing } from '../read/showPreprocessing.ts';
import { contactSheet } from './contactSheet.ts';
import { heatStyle } from './heat/heatStyle.ts';
import { looksSection } from './heat/looksSection.ts';
import { type Html, html } from './html.ts';
import { differencePlot } from './plots/differencePlot.ts';
import { sweepPlot } from './plots/sweepPlot.ts';
import { resultsTable } from './resultsTable.ts';
import { style } from './style.ts';
import { trainingTable } from './trainingTable.ts';

/** The report of a run as one file that needs no network. */
export async function reportHtml(result: Result): Promise<string> {
  const [by] = result.measures as readonly [Result['measures'][number]];
  const best = bestOf(result.rows, by);
  const sweep = sweepPlot(result, by);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Poolings of ${result.model.name}</title><style>${style}${heatStyle}</style></head><body><main>
<h1>Which pooling for ${result.model.name}?</h1>
<p class="answer">${result.answer}</p>
<ul class="warnings">${result.warnings.map((warning) => html`<li>${warning}</li>`)}</ul>
<h2>All results</h2>
${resultsTable(result)}
<h2>Differences to ${spoken(result.baseline)}</h2>
<p class="note">${hasClasses(result) ? 'Thick: 95 % over images, what other images of these classes would give. Thin: over classes, what other classes would give.' : 'Lines: 95 % over images, each drawn with all of its captions.'} Grey: not resolved over images.</p>
${result.measures.map(
  (measure) =>
    html`<figure class="titled"><figcaption>${measures[measure].name}</figcaption>${differencePlot(result, measure)}</figure>`,
)}
${sweep === undefined ? '' : html`<h2>GeM over p</h2><figure>${sweep}</figure>`}
${await contactSheet(result, best)}
${await looksSection(result)}
${result.command === 'probe' ? trainingTable(result) : attachSection(result)}
<h2>What the numbers mean</h2>
<dl>${result.measures.map((measure) => html`<dt>${measures[measure].name}</dt><dd>${measures[measure].says}</dd>`)}
<dt>Interval</dt><dd>Paired bootstrap, ${result.settings.draws} draws, ${100 * result.settings.level} %. Resolved: the interval does not hold 0.</dd>
${result.rows.some(({ training }) => training !== undefined) ? html`<dt>Over seeds</dt><dd>Each part is predicted by a training with a seed of its own; the t-interval of the differences of the ${result.settings.parts} parts. Their training images overlap, so that it is somewhat narrow.</dd>` : ''}
${parts(result)}</dl>
${configuration(result)}
</main></body></html>
`.text;
}

function parts({ texts, settings }: Result): Html {
  if (texts === undefined) {
    return html`<dt>Parts</dt><dd>k-NN and probe predict each of ${settings.parts} parts from the others; the probe leaves one of these to choose its L2.</dd>`;
  }
  const among =
    texts.space === 'shared'
      ? `Images and texts are compared as they are, by cosine, all of ${texts.gallery} images.`
      : `A linear map from images to texts (ridge regression on vectors of length 1) is learnt on all of ${settings.parts} parts but one, and asked for that one: each text looks among at least ${texts.gallery} images. The strength of its ridge is the one that serves part 1 best.`;
  return html`<dt>Texts</dt><dd>${texts.says}.</dd><dt>Space</dt><dd>${among}</dd>`;
}

function attachSection(result: Result): Html {
  return html`<h2>Build it into the model</h2>
<p>The best pooling lies beside this report as <code>pooling.json</code>:</p>
<pre tabindex="0"><code>${attachLine(result)}</code></pre>`;
}

function configuration(result: Result): Html {
  const { model, images, preprocessing, settings, versions } = result;
  const { layout } = model;
  const grid = layout.grid === undefined ? '' : `, patches ${layout.grid.join(' × ')}`;
  const rows = {
    Model: `${model.file}, SHA-256 ${model.sha256.slice(0, 16)}…`,
    Tokens: `${model.tokens}, ${layout.tokens} × ${layout.channels}, prefix ${layout.prefix} (${layout.because})${grid}`,
    'Pools now': model.pools ?? 'nothing found',
    Heads: String(model.heads ?? 'not found'),
    Preprocessing: `${showPreprocessing(preprocessing.is)}; from ${preprocessing.from}`,
    Images: `${imagesInWords(result)} in ${images.from}`,
    Seed: String(settings.seed),
    Versions: Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  };
  const broken = images.broken.map(({ name, why }) => html`<li>${name}: ${why}</li>`);
  return html`<h2>What was run</h2>
<dl>${Object.entries(rows).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
${broken.length === 0 ? '' : html`<details><summary>${broken.length === 1 ? '1 broken image was' : `${broken.length} broken images were`} left out</summary><ul>${broken}</ul></details>`}`;
}
