import { element } from '@ggem/page/element';
import { heatColours } from './heatColours.ts';
import { heatOf } from './heatScale.ts';

/** Weights over a photograph: cold patches darken it, hot ones shine. */
export class HeatMap {
  readonly element: HTMLElement;
  readonly #photo: HTMLImageElement = element('img', { alt: '' });
  readonly #canvas: HTMLCanvasElement = element('canvas', { width: 1, height: 1 });

  constructor() {
    // The dark end of the scale is the cold one on every photograph, whatever the theme.
    this.element = element(
      'div',
      { class: 'map dark', role: 'img', 'aria-label': 'No photograph yet' },
      this.#photo,
      this.#canvas,
    );
  }

  /** Shows a map of a photograph; without shares, the pooling reads no patch, and the photograph is hatched. */
  show(
    picture: string,
    shares: readonly number[] | undefined,
    [rows, columns]: readonly [number, number],
    label: string,
  ): void {
    if (this.#photo.getAttribute('src') !== picture) this.#photo.src = picture;
    this.element.classList.toggle('unpooled', shares === undefined);
    this.element.setAttribute('aria-label', label);
    this.#canvas.hidden = shares === undefined;
    if (shares === undefined) return;
    this.#canvas.width = columns;
    this.#canvas.height = rows;
    const context = this.#canvas.getContext('2d')!;
    const colourOf = heatColours(this.element);
    for (const [i, share] of shares.entries()) {
      context.fillStyle = colourOf(heatOf(share * shares.length));
      context.fillRect(i % columns, Math.floor(i / columns), 1, 1);
    }
  }
}

/** A map in words: how far the weight is spread, and where most of it lies. */
export function describeMap(name: string, shares: readonly number[], columns: number, inUse: number): string {
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  const spread = `A channel draws on ${inUse.toFixed(1)} of ${shares.length} patches.`;
  if (most - least < 1e-6) return `${name}: the weight is the same on all patches. ${spread}`;
  const at = shares.indexOf(most);
  const place = `row ${Math.floor(at / columns) + 1}, column ${(at % columns) + 1}`;
  return `${name}: most weight in ${place}, ${(most * shares.length).toFixed(1)} times an equal share. ${spread}`;
}
