import { byId, element } from '@ggem/page/element';
import { percent } from '../../ui/format.ts';
import type { Look, ModelFacts } from '../contract.ts';
import { type PoolingName, poolingNames } from '../pool/poolingNames.ts';
import { describeMap, HeatMap } from './HeatMap.ts';
import { poolingTexts } from './poolingTexts.ts';
import type { Thumb } from './Thumbs.ts';

/** The photograph and its five maps, side by side. */
export class Tiles {
  readonly #grid: HTMLElement = byId('tiles', HTMLElement);
  readonly #photo: HTMLImageElement = element('img', { alt: '' });
  readonly #name: HTMLElement = element('p', { class: 'tile-name' });
  readonly #tiles: ReadonlyMap<PoolingName, Tile> = new Map(
    poolingNames.map((name) => [name, new Tile(name)]),
  );

  constructor() {
    const seen = element('div', { class: 'map' }, this.#photo);
    const first = element(
      'figure',
      { class: 'tile' },
      seen,
      element('figcaption', {}, element('h3', {}, 'As the model sees it'), this.#name),
    );
    this.#grid.replaceChildren(first, ...[...this.#tiles.values()].map((tile) => tile.element));
  }

  /** Tells assistive technology, and tests, that the maps are about to change. */
  set busy(busy: boolean) {
    this.#grid.setAttribute('aria-busy', String(busy));
  }

  show(
    { picture = '', name, label, size = [1, 1] }: Thumb,
    looks: readonly Look[],
    facts: ModelFacts,
    nameOf: (index: number) => string,
  ): void {
    this.#photo.src = picture;
    this.#photo.alt = `The photograph ${name}`;
    this.#name.textContent = label === undefined ? name : `${label}, ${name}`;
    this.#grid.style.setProperty('--shape', `${size[0]} / ${size[1]}`);
    for (const look of looks) this.#tiles.get(look.pooling)!.show(picture, look, facts, nameOf);
  }
}

/** One pooling: its map, how many patches it uses, and what the model's head reads from it. */
class Tile {
  readonly element: HTMLElement;
  readonly #pooling: PoolingName;
  readonly #map: HeatMap = new HeatMap();
  readonly #inUse: HTMLElement = element('p', { class: 'in-use' });
  readonly #classes: HTMLElement = element('ol', { class: 'classes', hidden: true });

  constructor(pooling: PoolingName) {
    const { name, gist } = poolingTexts[pooling];
    this.#pooling = pooling;
    const title = element('h3', {}, name);
    this.element = element(
      'figure',
      { class: 'tile', 'data-pooling': pooling },
      this.#map.element,
      element('figcaption', {}, title, element('p', { class: 'gist' }, gist), this.#inUse, this.#classes),
    );
  }

  show(
    picture: string,
    { shares, inUse, silent, classes }: Look,
    { grid, prefix }: ModelFacts,
    nameOf: (index: number) => string,
  ): void {
    const { name } = poolingTexts[this.#pooling];
    if (shares === undefined) {
      const says = prefix === 0 ? 'this model has none' : 'pools no patch';
      this.#map.show(picture, undefined, grid, `${name}: ${says}`);
      this.#inUse.replaceChildren(says);
    } else {
      this.#map.show(picture, shares, grid, describeMap(name, shares, grid[1], inUse));
      const rest = silent === 0 ? '' : `, ${silent} silent`;
      this.#inUse.replaceChildren(
        element('b', {}, inUse.toFixed(1)),
        ` of ${shares.length} patches a channel${rest}`,
      );
    }
    this.#classes.hidden = classes === undefined;
    this.#classes.replaceChildren(
      ...(classes ?? []).map(({ index, share }) =>
        element(
          'li',
          {},
          element('span', {}, nameOf(index)),
          element('span', { class: 'share' }, percent(share)),
        ),
      ),
    );
  }
}
