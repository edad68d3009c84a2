import { element } from '@ggem/page/element';
import { percent } from '../format.ts';

/** The ten class probabilities as bars. For screen readers they are one image with a text about the important ones. */
export class Bars {
  readonly element: HTMLElement;
  readonly #rows: readonly { row: HTMLElement; value: HTMLElement }[];

  constructor() {
    this.#rows = Array.from({ length: 10 }, (_, digit) => {
      const value = element('span', { class: 'bar-value' });
      const row = element(
        'span',
        { class: 'bar' },
        element('span', { class: 'bar-digit' }, String(digit)),
        element('span', { class: 'bar-track' }),
        value,
      );
      return { row, value };
    });
    this.element = element(
      'div',
      { class: 'bars', role: 'img', 'aria-label': 'No drawing yet' },
      ...this.#rows.map(({ row }) => row),
    );
  }

  show(probabilities: readonly number[]): void {
    const best = probabilities.indexOf(Math.max(...probabilities));
    this.#rows.forEach(({ row, value }, digit) => {
      const share = probabilities[digit]!;
      row.style.setProperty('--share', share.toFixed(4));
      row.classList.toggle('best', digit === best);
      value.textContent = share >= 0.0005 ? (share * 100).toFixed(1) : '';
    });
    this.element.setAttribute('aria-label', describe(probabilities));
  }

  /** Empties the bars, and says why. */
  clear(because: string): void {
    for (const { row, value } of this.#rows) {
      row.style.removeProperty('--share');
      row.classList.remove('best');
      value.textContent = '';
    }
    this.element.setAttribute('aria-label', because);
  }
}

function describe(probabilities: readonly number[]): string {
  const named = probabilities
    .map((share, digit) => ({ share, digit }))
    .filter(({ share }) => share >= 0.01)
    .sort((a, b) => b.share - a.share)
    .map(({ share, digit }) => `${digit}: ${percent(share)}`);
  const rest = named.length < 10 ? '; the others below 1 %' : '';
  return `Probabilities. ${named.join(', ')}${rest}.`;
}
