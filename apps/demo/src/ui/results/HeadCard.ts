import { element } from '@ggem/page/element';
import type { HeadName } from '../../model/heads.ts';
import { percent } from '../format.ts';
import { groupReading, prediction, type Reading } from '../inference/reading.ts';
import { Bars } from './Bars.ts';
import { describeHeat, HeatMap } from './HeatMap.ts';
import { headTexts } from './headTexts.ts';
import { noDigit } from './noDigit.ts';
import { PValues } from './PValues.ts';

/** What a column shows of an answer. */
interface Shown {
  readonly reading: Reading;
  readonly outline: string;
  readonly group: number | undefined;
  readonly looksLikeDigit: boolean;
}

/** One pooling's column: what it predicts, where it looks, and its p. */
export class HeadCard {
  readonly element: HTMLElement;
  readonly p: PValues;
  readonly #name: HeadName;
  readonly #digit: HTMLElement = element('span', { class: 'digit' }, '–');
  readonly #confidence: HTMLElement = element('span', { class: 'confidence' }, '\u00a0');
  readonly #map: HeatMap = new HeatMap();
  readonly #inUse: HTMLElement = element('p', { class: 'in-use' });
  readonly #bars: Bars = new Bars();

  constructor(name: HeadName) {
    this.#name = name;
    this.p = new PValues(name);
    this.#inUse.textContent = this.#emptyUse;
    const title = element('h3', { id: `head-${name}` }, headTexts[name].name);
    this.element = element(
      'article',
      { class: 'head', 'data-head': name, 'aria-labelledby': title.id },
      element('header', {}, title, element('p', { class: 'gist' }, headTexts[name].gist)),
      element('p', { class: 'verdict' }, this.#digit, this.#confidence),
      element('div', { class: 'map' }, this.#map.element),
      this.#inUse,
      this.#bars.element,
      this.p.element,
    );
  }

  show({ reading, outline, group, looksLikeDigit }: Shown): void {
    if (looksLikeDigit) {
      const { digit, confidence } = prediction(reading);
      this.#digit.textContent = String(digit);
      this.#confidence.textContent = percent(confidence);
      this.#bars.show(reading.probabilities);
    } else this.#clearVerdict(noDigit.says);
    const where = groupReading(reading, group);
    const name = headTexts[this.#name].name;
    if (this.#name === 'token') {
      this.#map.show(undefined, outline, `${name}: pools no patch; its whole weight is on the class token.`);
      return;
    }
    this.#map.show(where.shares, outline, describeHeat(name, where));
    const { channels, silent, inUse } = where;
    if (silent === channels) this.#inUse.replaceChildren(`all ${channels} channels silent`);
    else {
      const rest = silent === 0 ? '' : `, ${silent} silent`;
      this.#inUse.replaceChildren(element('b', {}, inUse.toFixed(1)), ` of 49 patches a channel${rest}`);
    }
  }

  get #emptyUse(): string {
    return this.#name === 'token' ? 'pools no patch: its weight is all on the class token' : '\u00a0';
  }

  clear(): void {
    this.#clearVerdict('No drawing yet');
    this.#inUse.textContent = this.#emptyUse;
    this.#map.clear();
  }

  #clearVerdict(because: string): void {
    this.#digit.textContent = '–';
    this.#confidence.textContent = '\u00a0';
    this.#bars.clear(because);
  }
}
