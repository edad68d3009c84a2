import { svgElement } from '@ggem/page/element';
import { percent } from '../format.ts';
import type { GroupReading } from '../inference/reading.ts';
import { heat } from './heatScale.ts';

const PATCHES = 7;
const PATCH = 4;
const IMAGE = PATCHES * PATCH;

/** The 7 × 7 patches, each coloured by its share, under the outline of the digit. */
export class HeatMap {
  readonly element: SVGSVGElement;
  readonly #cells: SVGRectElement[];
  readonly #outlines: SVGPathElement[];

  constructor() {
    this.#cells = Array.from({ length: PATCHES ** 2 }, (_, i) =>
      svgElement('rect', {
        x: (i % PATCHES) * PATCH,
        y: Math.floor(i / PATCHES) * PATCH,
        width: PATCH,
        height: PATCH,
        class: 'cell',
      }),
    );
    // A broad pale line under a fine dark one, so that the outline is visible on every colour.
    this.#outlines = ['outline-halo', 'outline'].map((name) => svgElement('path', { class: name }));
    this.element = svgElement(
      'svg',
      { viewBox: `0 0 ${IMAGE} ${IMAGE}`, class: 'heat-map', role: 'img', 'aria-label': 'No drawing yet' },
      ...this.#cells,
      ...this.#outlines,
    );
  }

  /** Shows a map. Without shares, the pooling reads no patch, and the map is hatched. */
  show(shares: readonly number[] | undefined, outline: string, label: string): void {
    this.element.classList.toggle('unpooled', shares === undefined);
    this.#cells.forEach((cell, i) => {
      cell.style.setProperty('--heat', heat(shares?.[i] ?? 0).toFixed(3));
    });
    for (const path of this.#outlines) path.setAttribute('d', outline);
    this.element.setAttribute('aria-label', label);
  }

  clear(): void {
    for (const cell of this.#cells) cell.style.removeProperty('--heat');
    for (const path of this.#outlines) path.removeAttribute('d');
    this.element.setAttribute('aria-label', 'No drawing yet');
  }
}

/** The map in words: the strongest patches, and how far the rest is spread. */
export function describeHeat(name: string, { channels, silent, shares, inUse }: GroupReading): string {
  if (silent === channels) return `${name}: all ${channels} channels are silent.`;
  const order = shares.map((_, i) => i).sort((a, b) => shares[b]! - shares[a]!);
  const places = order
    .slice(0, 3)
    .map((i) => `row ${Math.floor(i / PATCHES) + 1} column ${(i % PATCHES) + 1}, ${percent(shares[i]!)}`);
  if (shares[order[0]!]! - shares[order.at(-1)!]! < 1e-4) {
    return `${name}: the weight is the same on all ${shares.length} patches, ${percent(shares[0]!)} each.`;
  }
  return (
    `${name}: where the weight lies, on 7 by 7 patches. Strongest: ${places.join('; ')}. ` +
    `A channel draws on ${inUse.toFixed(1)} of ${shares.length} patches.`
  );
}
