import * as Plot from '@observablehq/plot';
import type { HeadsResult } from '../heads/headsResult.ts';
import { showPreprocessing } from '../read/showPreprocessing.ts';
import { type Html, html } from './html.ts';
import { drawPlot } from './plots/drawPlot.ts';
import { style } from './style.ts';

/** The report of `ggem-lab heads`: how far heads look and how alike they are, a block each; needs no network. */
export function headsHtml({ model, images, blocks, preprocessing, versions }: HeadsResult): string {
  const alike = blocks.flatMap(({ meanSimilarity: mean }, i) =>
    mean === undefined ? [] : [{ block: i + 1, mean }],
  );
  const distances = blocks.flatMap(({ distances: all }, i) =>
    all.map((distance) => ({ block: i + 1, distance })),
  );
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Heads of ${model.name}</title><style>${style}</style></head><body><main>
<h1>What do the heads of ${model.name} do?</h1>
<p class="answer">${blocks.length} blocks, ${images.names.length} images of ${images.from}.</p>
<h2>How far they look</h2>
<figure>${plot('Attention head mean distance by block', '↑ pixels', distances, 'distance')}
<figcaption>Attention head mean distance, a dot a head: Σ A · distance of patches, in pixels, without the tokens before the patches, mean over patches and images.</figcaption></figure>
${
  alike.length === 0
    ? ''
    : html`<h2>How alike they are</h2>
<figure>${plot('Mean CKA between heads by block', '↑ CKA', alike, 'mean')}
<figcaption>Debiased linear CKA between the outputs of heads, each the mean over an image's tokens; the mean over pairs of heads. 0: independent, it may be a little below; 1: the same up to rotation.</figcaption></figure>`
}
<h2>All numbers</h2>
<div class="scroll" role="region" aria-label="All numbers" tabindex="0"><table>
<thead><tr><th scope="col">block</th><th scope="col">mean CKA</th><th scope="col">distances, pixels</th></tr></thead>
<tbody>${blocks.map(
    ({ distances: all, meanSimilarity: mean }, i) =>
      html`<tr><th scope="row">${i + 1}</th><td>${mean?.toFixed(3)}</td><td>${all.map((one) => one.toFixed(1)).join(', ')}</td></tr>`,
  )}</tbody></table></div>
<h2>What was run</h2>
<dl><dt>Model</dt><dd>${model.file}, SHA-256 ${model.sha256.slice(0, 16)}…</dd>
<dt>Preprocessing</dt><dd>${showPreprocessing(preprocessing.is)}; from ${preprocessing.from}</dd>
<dt>Images</dt><dd>${images.names.length} of ${images.from}${images.broken.length === 0 ? '' : `; left out: ${images.broken.map(({ name, why }) => `${name}: ${why}`).join('; ')}`}</dd>
<dt>Versions</dt><dd>${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}</dd></dl>
</main></body></html>
`.text;
}

function plot(title: string, label: string, points: readonly object[], y: string): Html {
  return drawPlot(title, (width) => ({
    ...{ marginLeft: 48, marginRight: 16, marginTop: 32, marginBottom: 42, height: Math.max(240, width / 3) },
    x: { label: 'block →', tickFormat: (block: number) => (Number.isInteger(block) ? String(block) : '') },
    y: { label, grid: true, nice: true },
    marks: [Plot.ruleY([0]), Plot.dot(points, { x: 'block', y, r: 4, fill: 'var(--accent)' })],
  }));
}
