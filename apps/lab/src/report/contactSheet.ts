import sharp from 'sharp';
import { spoken } from '../compare/answerOf.ts';
import type { Result, Row } from '../compare/result.ts';
import { evenly } from '../read/evenly.ts';
import { type Html, html } from './html.ts';
import { imagePath } from './imagePath.ts';

/** How many queries a sheet shows, either way. */
const most = 6;

/** Queries that change sides between the best pooling and the baseline: the image, and the nearest one of each. */
export async function contactSheet(result: Result, best: Row): Promise<Html | undefined> {
  const base = result.rows.find(({ name }) => name === result.baseline)!;
  const [ours, theirs] = [best.results.recallAt1?.each, base.results.recallAt1?.each];
  if (ours === undefined || theirs === undefined || best === base) return undefined;
  const changed = (sign: number) =>
    ours.flatMap((one, i) => ((one ?? 0) - (theirs[i] ?? 0) === sign ? [i] : []));
  const [won, lost] = [changed(1), changed(-1)];
  const title = html`<h2>Queries that change sides</h2>`;
  if (won.length + lost.length === 0) {
    return html`${title}<p>None: the nearest image of each query is right by both, or wrong by both.</p>`;
  }
  const shown = [...evenly(won, most), ...evenly(lost, most)];
  const items = await Promise.all(shown.map((query) => item(result, query, base, best)));
  return html`${title}
<p class="note">By R@1, ${spoken(best.name)} wins ${won.length} queries and loses ${lost.length} against ${spoken(base.name)}. A frame marks a neighbour of the right class.</p>
<ul class="sheet">${items}</ul>`;
}

async function item(result: Result, query: number, base: Row, best: Row): Promise<Html> {
  const { labels } = result.images;
  const neighbours = [base, best].map(({ name, nearest }) => ({ name, image: nearest?.[query] ?? query }));
  const figures = await Promise.all(
    neighbours.map(async ({ name, image }) => {
      const isHit = labels[image] === labels[query];
      return html`<figure${isHit ? html` class="hit"` : ''}>${await thumbnail(result, image)}<figcaption>${name}: ${labels[image]!}</figcaption></figure>`;
    }),
  );
  return html`<li><div class="three"><figure>${await thumbnail(result, query)}<figcaption><b>${labels[query]!}</b></figcaption></figure>${figures}</div></li>`;
}

async function thumbnail({ images }: Result, image: number): Promise<Html> {
  const name = images.names[image]!;
  const bytes = await sharp(imagePath(images, image))
    .rotate()
    .resize(112, 112, { fit: 'cover' })
    .webp({ quality: 70 })
    .toBuffer()
    .catch(() => undefined);
  // The photographs may be gone when a report is written anew.
  if (bytes === undefined) return html`<span>${name}</span>`;
  return html`<img alt="${name}" width="112" height="112" src="data:image/webp;base64,${bytes.toString('base64')}">`;
}
