import { byId, element } from '@ggem/page/element';
import type { Head } from '../../model/classifier.ts';
import { HEAD_NAMES, type HeadName } from '../../model/heads.ts';
import type { Readings } from '../inference/reading.ts';
import { contour } from './contour.ts';
import { HeadCard } from './HeadCard.ts';
import { noDigit } from './noDigit.ts';
import { showLegend } from './showLegend.ts';

/** The answers of the five networks to one image. */
export interface Answer extends Readings {
  readonly image: Float32Array;
}

/** How the controls of the page say that the answer is shown. */
export interface View {
  /** The p of the slider; `undefined` while the learned ones are used. */
  readonly override: number | undefined;
  /** The channel group of the maps, undefined for all channels. */
  readonly group: number | undefined;
}

/** The five columns. */
export class Results {
  readonly #cards: ReadonlyMap<HeadName, HeadCard> = new Map(
    HEAD_NAMES.map((name) => [name, new HeadCard(name)]),
  );
  readonly #columns: HTMLElement = byId('heads', HTMLElement);
  readonly #refusal: HTMLElement = element(
    'p',
    { class: 'refusal', hidden: true },
    element('b', {}, noDigit.says),
    ` ${noDigit.why}`,
  );

  constructor() {
    const cards = [...this.#cards.values()].map((card) => card.element);
    this.#columns.replaceChildren(...cards, this.#refusal);
    showLegend(byId('legend', HTMLElement));
  }

  /** Tells assistive technology, and tests, that the columns are about to change. */
  set busy(busy: boolean) {
    this.#columns.setAttribute('aria-busy', String(busy));
  }

  show(answer: Answer | undefined, { group }: View): void {
    const outline = answer ? contour(answer.image, Math.sqrt(answer.image.length)) : '';
    this.#refusal.hidden = answer?.looksLikeDigit !== false;
    for (const [name, card] of this.#cards) {
      const reading = answer?.heads.get(name);
      if (reading) card.show({ reading, outline, group, looksLikeDigit: answer!.looksLikeDigit });
      else card.clear();
    }
  }

  /** Shows the exponents that are used, without waiting for an answer. */
  showExponents(heads: readonly Head[], { override, group }: View): void {
    for (const { name, p } of heads) {
      if (p) this.#cards.get(name)?.p.show(p, override, group);
    }
  }
}
