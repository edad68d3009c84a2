import { bestOf, spoken } from '../../compare/answerOf.ts';
import type { Result, Row } from '../../compare/result.ts';
import { type Html, html } from '../html.ts';
import { imagePath } from '../imagePath.ts';
import { heatFigure } from './heatFigure.ts';
import { behind, photoOf } from './photoOf.ts';

/** Where the baseline and the best pooling of patches look, over some photographs; absent where nothing was drawn. */
export async function looksSection(result: Result): Promise<Html | undefined> {
  const { looks, model, images, preprocessing } = result;
  const { grid } = model.layout;
  if (looks === undefined || grid === undefined) return undefined;
  const rows = twoOf(result);
  if (rows.length === 0) return undefined;
  const photos = await Promise.all(
    looks.images.map((image) => photoOf(imagePath(images, image), preprocessing.is)),
  );
  const items = looks.images.map(async (image, at) => {
    const name = images.names[image]!;
    const photo = photos[at];
    const figures = rows.map(({ name: pooling }) => {
      const map = looks.weights[pooling]![at]!;
      const caption = `${pooling}: up to ${Math.max(...map).toPrecision(3)}`;
      return heatFigure({
        map,
        grid,
        caption,
        alt: `Weights of ${pooling} in ${name}`,
      });
    });
    const picture =
      photo === undefined ? html`<span>${name}</span>` : html`<img alt="${name}" src="${photo.colour}">`;
    return html`<li style="${behind(photo, grid)}"><div class="three"><figure>${picture}<figcaption><b>${images.labels[image]!}</b></figcaption></figure>${await Promise.all(figures)}</div></li>`;
  });
  return html`<h2>Where they look</h2>
<p class="note">The weight of each patch in ${rows.map(({ name }) => spoken(name)).join(' and in ')}, averaged over channels, on the photograph as the model sees it. Dark is 0, bright the largest weight of the map, which stands below, times what the mean gives each patch. <code>npx @ggem/lab maps</code> draws more of them, gradients and single channels.</p>
<ul class="sheet">${await Promise.all(items)}</ul>`;
}

/** The baseline, and the best of the others, as far as they look at patches. */
function twoOf({ rows, measures, baseline, looks }: Result): readonly Row[] {
  const drawn = rows.filter(({ name }) => looks!.weights[name] !== undefined);
  const others = drawn.filter(({ name }) => name !== baseline);
  const base = drawn.filter(({ name }) => name === baseline);
  return others.length === 0 ? base : [...base, bestOf(others, measures[0]!)];
}
