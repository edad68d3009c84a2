import { spoken } from '../compare/answerOf.ts';
import type { RowResult } from '../compare/result.ts';
import { showPreprocessing } from '../read/showPreprocessing.ts';
import { robustAnswers, robustWarnings } from '../robust/robustAnswer.ts';
import { type RobustResult, swaps } from '../robust/robustResult.ts';
import { variantName } from '../robust/robustTable.ts';
import { variantNames, variants } from '../robust/variants.ts';
import { type Html, html } from './html.ts';
import { resultCell } from './resultsTable.ts';
import { style } from './style.ts';

/** The report of `ggem-lab robust`: recall on swapped backgrounds, accuracies of the variants, what was run; needs no network. */
export function robustHtml(result: RobustResult): string {
  const { model, images, rows, settings, baseline } = result;
  const there = variantNames.filter((name) => rows[0]!.accuracy[name] !== undefined);
  const by = settings.by === 'knn' ? 'k-NN' : 'a linear probe';
  const recall = swaps.map((name) => ({
    name: variants[name].name,
    of: (row: RobustResult['rows'][number]) => row.recall[name],
  }));
  const accuracy = there.map((name) => ({
    name: variantName(name, rows[0]!.accuracy[name]!),
    of: (row: RobustResult['rows'][number]) => row.accuracy[name]!,
  }));
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Poolings of ${model.name} and backgrounds</title><style>${style}</style></head><body><main>
<h1>How much do poolings of ${model.name} lean on backgrounds?</h1>
${robustAnswers(result).map((answer) => html`<p class="answer">${answer}</p>`)}
<ul class="warnings">${robustWarnings(result).map((warning) => html`<li>${warning}</li>`)}</ul>
<h2>Originals found: R@1</h2>
${table(result, 'Originals found', recall)}
<p class="note">Below each number: points against ${spoken(baseline)}, with the interval over images. Bold is the largest of its column. ✓ resolved.</p>
${accuracy.length === 0 ? '' : html`<h2>Accuracy of each variant</h2>${table(result, 'Accuracy of each variant', accuracy)}`}
<h2>What the numbers mean</h2>
<dl><dt>R@1</dt><dd>Whether the nearest original of a variant, of all originals, is the one whose foreground it is. No labels are used.</dd>
${accuracy.length === 0 ? '' : html`<dt>Accuracy</dt><dd>Whether a variant is given its class by ${by}, trained on originals of other parts.</dd>`}
${variantNames.map((name) => html`<dt>${variants[name].name}</dt><dd>${variants[name].says}</dd>`)}
<dt>Interval</dt><dd>Paired bootstrap over images, ${settings.draws} draws, ${100 * settings.level} %. Resolved: the interval does not hold 0.</dd></dl>
<h2>What was run</h2>
<dl>${Object.entries(configuration(result)).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
${images.broken.length === 0 ? '' : html`<details><summary>Left out: ${images.broken.length}</summary><ul>${images.broken.map(({ name, why }) => html`<li>${name}: ${why}</li>`)}</ul></details>`}
</main></body></html>
`.text;
}

interface Column {
  readonly name: string;
  readonly of: (row: RobustResult['rows'][number]) => RowResult;
}

function table({ rows, baseline }: RobustResult, label: string, columns: readonly Column[]): Html {
  const most = columns.map(({ of }) => Math.max(...rows.map((row) => of(row).mean)));
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr><th scope="col">per cent</th>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><th scope="row">${row.name}${row.name === baseline ? ' (baseline)' : ''}</th>${columns.map(
        ({ of }, i) =>
          html`<td${of(row).mean === most[i] ? html` class="best"` : ''}>${resultCell(of(row), false)}</td>`,
      )}</tr>
`,
  )}</tbody></table></div>`;
}

function configuration({ model, images, preprocessing, settings, versions }: RobustResult) {
  return {
    Model: `${model.file}, SHA-256 ${model.sha256.slice(0, 16)}…`,
    Tokens: `${model.tokens}, ${model.layout.tokens} × ${model.layout.channels}, prefix ${model.layout.prefix}`,
    Preprocessing: `${showPreprocessing(preprocessing.is)}; from ${preprocessing.from}`,
    Images: `${images.names.length} with masks in ${images.from}`,
    Seed: String(settings.seed),
    Versions: Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  };
}
