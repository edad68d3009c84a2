import { spoken } from '../../compare/answerOf.ts';
import type { MapsResult, MapsRow, ShownImage } from '../../maps/mapsResult.ts';
import { showPreprocessing } from '../../read/showPreprocessing.ts';
import { type Html, html } from '../html.ts';
import { imagePath } from '../imagePath.ts';
import { style } from '../style.ts';
import { heatFigure } from './heatFigure.ts';
import { heatStyle } from './heatStyle.ts';
import { inputPlot } from './inputPlot.ts';
import { behind, type Photo, photoOf } from './photoOf.ts';

/** The report of `ggem-lab maps`: a sheet of heat maps over photographs; needs no network. */
export async function mapsHtml(result: MapsResult): Promise<string> {
  const { model, images, shown, preprocessing } = result;
  const photos = await Promise.all(
    shown.map(({ image }) => photoOf(imagePath(images, image), preprocessing.is)),
  );
  const sheets = await Promise.all(
    shown.map((one, at) => imageSheet(result, one, { at, photo: photos[at] })),
  );
  const [height = 1, width = 1] = model.layout.grid ?? [];
  const patches = height * width;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Maps of ${model.name}</title><style>${style}${heatStyle}</style></head><body><main>
<h1>Where do poolings of ${model.name} look?</h1>
<p class="answer">${answerOf(result, patches)}</p>
<h2>Tokens in use</h2>
${spreadTable(result)}
<h2>Heat maps</h2>
<p class="note">Each map lies over the photograph as the model sees it, a square a patch. Dark is 0, bright the largest value of the map itself: below each stands what that is, times what the mean gives each patch.</p>
<p class="scale">0 <i></i> largest of the map</p>
${sheets}
<h2>The gradient by input, over p</h2>
<p class="note">Equation 5 for inputs evenly between 0 and 1, nothing of the model in it: the larger p, the fewer and larger inputs move the pooled value. Times the gradient of the mean.</p>
<figure>${inputPlot(result.gradientByInput)}</figure>
<h2>What the maps mean</h2>
<dl><dt>Weights</dt><dd>The share of each patch in the pooled vector, averaged over channels: Σ w = 1. For GeM w = (x / f)^p / N, so that p = 1 shows the activation itself.</dd>
<dt>Gradient</dt><dd>∂f / ∂x: how much the pooled value rises with the patch. For GeM f^(1 − p) · x^(p − 1) / N (equation 5); tokens that the rule clamp brought to eps have none; under the rule shift the smallest token of a channel moves all others along, and has a large one. Over all channels: the gradient of their sum, its size averaged over channels.</dd>
<dt>Activation</dt><dd>The values of a channel, from its smallest (dark) to its largest.</dd>
<dt>Tokens in use</dt><dd>exp(−Σ w ln w): 1 where one token has all the weight, ${patches} where all have the same. By all channels: of the averaged weights. By one channel: of its own, averaged.</dd></dl>
<h2>What was run</h2>
<dl><dt>Model</dt><dd>${model.file}, SHA-256 ${model.sha256.slice(0, 16)}…</dd>
<dt>Tokens</dt><dd>${model.tokens}, ${model.layout.tokens} × ${model.layout.channels}, prefix ${model.layout.prefix}, patches ${height} × ${width}</dd>
<dt>Preprocessing</dt><dd>${showPreprocessing(preprocessing.is)}; from ${preprocessing.from}</dd>
<dt>Images</dt><dd>${images.names.length} of ${images.from}${images.broken.length === 0 ? '' : `; ${images.broken.length} broken ones left out`}</dd></dl>
</main></body></html>
`.text;
}

/** The poolings whose weights lie on the fewest and on the most patches. */
function answerOf({ rows, images, model }: MapsResult, patches: number): string {
  const sorted = [...rows].sort((a, b) => a.effectiveTokens.mean - b.effectiveTokens.mean);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const on = ({ effectiveTokens: all, effectiveByChannel: one }: MapsRow): string =>
    `${all.mean.toFixed(0)} of ${patches} patches, in a single channel on ${one.mean.toFixed(0)}`;
  const first = `For ${model.name} and these ${images.names.length} images, the weights of ${spoken(least.name)} lie on ${on(least)}`;
  return least === most ? `${first}.` : `${first}; those of ${spoken(most.name)} on ${on(most)}.`;
}

function spreadTable({ rows }: MapsResult): Html {
  return html`<div class="scroll" role="region" aria-label="Tokens in use" tabindex="0"><table>
<thead><tr><th scope="col">pooling</th><th scope="col">by all channels</th><th scope="col">least to most</th><th scope="col">by one channel</th></tr></thead>
<tbody>${rows.map(({ name, effectiveTokens: all, effectiveByChannel: one }) => {
    const ends = [Math.min(...all.each), Math.max(...all.each)];
    return html`<tr><th scope="row">${name}</th><td>${all.mean.toFixed(1)}</td><td>${ends.map((end) => end.toFixed(1)).join(' to ')}</td><td>${one.mean.toFixed(1)}</td></tr>
`;
  })}</tbody></table></div>`;
}

async function imageSheet(
  { rows, model, images, channels }: MapsResult,
  shown: ShownImage,
  { at, photo }: { readonly at: number; readonly photo: Photo | undefined },
): Promise<Html> {
  const name = images.names[shown.image]!;
  const grid = model.layout.grid!;
  const each = <T>(maps: (row: number) => T | undefined, of: string, says: (row: number) => string) =>
    Promise.all(
      rows.flatMap(({ name: pooling }, row) => {
        const map = maps(row) as readonly number[] | undefined;
        if (map === undefined) return [];
        const caption = html`<b>${pooling}</b>${says(row)}`;
        return [heatFigure({ grid, map, caption, alt: `${of} of ${pooling} in ${name}` })];
      }),
    );
  const top = (map: readonly number[]): string => `up to ${Math.max(...map).toPrecision(3)}`;
  const weights = (row: number) => shown.poolings[row]!.look.weights;
  const gradient = (row: number) => shown.poolings[row]!.slope.gradient;
  const looks = await each(weights, 'Weights', (row) => {
    return `${rows[row]!.effectiveTokens.each[shown.image]!.toFixed(0)} tokens, ${top(weights(row))}`;
  });
  const slopes = await each(gradient, 'Gradient', (row) => top(gradient(row)));
  const alone = await Promise.all(
    channels.map(async (channel, i) => {
      const map = shown.activation[i]!;
      const [low, high] = [Math.min(...map), Math.max(...map)].map((end) =>
        end.toPrecision(3).replace('-', '−'),
      );
      const activation = await heatFigure({
        ...{ grid, map, isSigned: true },
        alt: `Activation of channel ${channel} in ${name}`,
        caption: html`<b>activation</b>${low!} to ${high!}`,
      });
      const look = (row: number) => shown.poolings[row]!.look.channels[i];
      const slope = (row: number) => shown.poolings[row]!.slope.channels[i];
      return html`<h4>Channel ${channel}: weights</h4>
<div class="maps">${activation}${await each(look, `Weights of channel ${channel}`, (row) => top(look(row)!))}</div>
<h4>Channel ${channel}: gradient</h4>
<div class="maps">${activation}${await each(slope, `Gradient of channel ${channel}`, (row) => top(slope(row)!))}</div>
`;
    }),
  );
  const picture =
    photo === undefined
      ? html`<figure><figcaption>${name}: the file is gone</figcaption></figure>`
      : html`<figure><img class="photo" alt="${name}" src="${photo.colour}"><figcaption><b>photograph</b></figcaption></figure>`;
  return html`<section class="image" style="${behind(photo, grid)}"><h3>${name}</h3>
<h4>Weights, all channels</h4>
<div class="maps">${picture}${looks}</div>
<details${at === 0 ? html` open` : ''}><summary>Gradients and single channels of ${name}</summary>
<h4>Gradient, all channels</h4>
<div class="maps">${slopes}</div>
${alone}</details></section>
`;
}
