import { byId, element } from '@ggem/page/element';
import { P_STEPS, pAt, positionOf, stepOf } from '../../ui/controls/pScale.ts';
import { exponent } from '../../ui/format.ts';
import type { ModelFacts } from '../contract.ts';
import type { Channels } from '../pool/channels.ts';
import type { Settings } from '../pool/settings.ts';
import { spreadExponents } from '../pool/specOf.ts';

const ticks = [1, 1.5, 2, 3, 4, 6, 12, Number.POSITIVE_INFINITY];

/** The value of the option by which a single channel is asked for. */
const oneChannel = 'one';

/** The exponent, the rule for negatives, and the channels of the maps. */
export class Controls {
  readonly #range: HTMLInputElement = byId('p-range', HTMLInputElement);
  readonly #readout: HTMLOutputElement = byId('p-readout', HTMLOutputElement);
  readonly #spread: HTMLElement = byId('p-groups', HTMLElement);
  readonly #negatives: HTMLSelectElement = byId('negatives', HTMLSelectElement);
  readonly #channels: HTMLSelectElement = byId('channels', HTMLSelectElement);
  readonly #number: HTMLInputElement = byId('channel', HTMLInputElement);
  readonly #numberLabel: HTMLElement = byId('channel-label', HTMLElement);
  #groups = 1;

  constructor(onChange: () => void) {
    this.#range.max = String(P_STEPS);
    this.#range.value = String(stepOf(3));
    byId('p-ticks', HTMLElement).replaceChildren(
      ...ticks.map((p) => {
        const tick = element('span', { class: 'tick' }, p === Number.POSITIVE_INFINITY ? '∞' : String(p));
        tick.style.setProperty('--at', positionOf(p).toFixed(4));
        return tick;
      }),
    );
    for (const control of [this.#range, this.#number]) control.addEventListener('input', onChange);
    for (const control of [this.#negatives, this.#channels]) control.addEventListener('change', onChange);
    this.#range.addEventListener('input', () => this.#show());
    this.#channels.addEventListener('change', () => this.#show());
  }

  get settings(): Settings {
    return { p: pAt(this.#range.valueAsNumber), negatives: this.#negatives.value as Settings['negatives'] };
  }

  get channels(): Channels {
    const { value } = this.#channels;
    if (value === 'all') return { kind: 'all' };
    if (value !== oneChannel) return { kind: 'group', index: Number(value) };
    const most = Number(this.#number.max);
    const asked = Number.isFinite(this.#number.valueAsNumber) ? Math.round(this.#number.valueAsNumber) : 1;
    return { kind: 'one', index: Math.min(most, Math.max(1, asked)) - 1 };
  }

  /** Offers the groups and channels of a model. */
  offer({ channels, groups }: ModelFacts): void {
    this.#groups = groups;
    const width = channels / groups;
    const own = Array.from({ length: groups }, (_, i) =>
      element('option', { value: i }, `Group ${i + 1}: channels ${i * width + 1}–${(i + 1) * width}`),
    );
    this.#channels.replaceChildren(
      element('option', { value: 'all' }, `All ${channels} channels`),
      ...own,
      element('option', { value: oneChannel }, 'One channel'),
    );
    this.#number.max = String(channels);
    for (const control of [this.#range, this.#negatives, this.#channels]) control.disabled = false;
    this.#show();
  }

  #show(): void {
    const { p } = this.settings;
    const isEnd = p === 1 ? ', the average' : p === Number.POSITIVE_INFINITY ? ', the max' : '';
    this.#readout.textContent = `p = ${exponent(p)}${isEnd}`;
    this.#range.setAttribute(
      'aria-valuetext',
      p === Number.POSITIVE_INFINITY ? 'infinity, the max' : `${exponent(p)}${isEnd}`,
    );
    const spread = spreadExponents(p, this.#groups).map((one) =>
      exponent(one === 'inf' ? Number.POSITIVE_INFINITY : Number(one)),
    );
    this.#spread.textContent = `GGeM: ${spread.length > 4 ? `${spread[0]} … ${spread.at(-1)}` : spread.join(', ')}`;
    const isOne = this.#channels.value === oneChannel;
    this.#number.hidden = !isOne;
    this.#numberLabel.hidden = !isOne;
  }
}
