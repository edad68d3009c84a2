import { byId, element } from '@ggem/page/element';
import type { Head } from '../../model/classifier.ts';
import { exponent } from '../format.ts';
import { P_STEPS, pAt, positionOf, stepOf } from './pScale.ts';

const TICKS = [1, 1.5, 2, 3, 4, 6, 12, Number.POSITIVE_INFINITY];

/** The slider whose p replaces the learned one, and the button that brings that back. */
export class PSlider {
  readonly #range: HTMLInputElement = byId('p-range', HTMLInputElement);
  readonly #readout: HTMLOutputElement = byId('p-readout', HTMLOutputElement);
  readonly #back: HTMLButtonElement = byId('p-learned', HTMLButtonElement);
  readonly #marks: HTMLElement = byId('p-marks', HTMLElement);
  readonly #onChange: (p: number | undefined) => void;
  #override: number | undefined;
  #learned = 3;

  constructor(onChange: (p: number | undefined) => void) {
    this.#onChange = onChange;
    this.#range.max = String(P_STEPS);
    byId('p-ticks', HTMLElement).replaceChildren(
      ...TICKS.map((p) =>
        at(
          element(
            'span',
            { class: 'tick' },
            p === 1.5 ? '1.5' : p === Number.POSITIVE_INFINITY ? '∞' : String(p),
          ),
          p,
        ),
      ),
    );
    this.#range.addEventListener('input', () => this.#set(pAt(this.#range.valueAsNumber)));
    this.#back.addEventListener('click', () => {
      // The button will be disabled now, and would lose the keyboard focus.
      if (document.activeElement === this.#back) this.#range.focus();
      this.#set(undefined);
    });
    this.#show();
  }

  get value(): number | undefined {
    return this.#override;
  }

  /** Marks the learned exponents on the scale. */
  markLearned(heads: readonly Head[]): void {
    const learned = heads.flatMap(({ name, p = [] }) => p.map((value) => ({ name, value })));
    this.#marks.replaceChildren(
      ...learned.map(({ name, value }) => at(element('span', { class: 'mark', 'data-head': name }), value)),
    );
    this.#learned = learned.find(({ name }) => name === 'gem')?.value ?? this.#learned;
    this.#range.disabled = false;
    this.#show();
  }

  #set(p: number | undefined): void {
    this.#override = p;
    this.#show();
    this.#onChange(p);
  }

  #show(): void {
    const p = this.#override;
    this.#range.value = String(stepOf(p ?? this.#learned));
    this.#range.classList.toggle('idle', p === undefined);
    this.#readout.textContent = readout(p);
    this.#range.setAttribute('aria-valuetext', spoken(p));
    this.#back.disabled = p === undefined;
  }
}

function readout(p: number | undefined): string {
  if (p === undefined) return 'as learned';
  if (p === 1) return 'p = 1, the average';
  return p === Number.POSITIVE_INFINITY ? 'p = ∞, the max' : `p = ${exponent(p)}`;
}

function spoken(p: number | undefined): string {
  if (p === undefined) return 'as learned';
  if (p === 1) return '1, the average';
  return p === Number.POSITIVE_INFINITY ? 'infinity, the max' : exponent(p);
}

function at<E extends HTMLElement>(mark: E, p: number): E {
  mark.style.setProperty('--at', positionOf(p).toFixed(4));
  return mark;
}
