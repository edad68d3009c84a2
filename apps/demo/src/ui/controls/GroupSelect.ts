import { byId, element } from '@ggem/page/element';

/** Chooses the channels that the heat maps average over: all, or one group. */
export class GroupSelect {
  readonly #select: HTMLSelectElement = byId('group', HTMLSelectElement);

  constructor(onChange: () => void) {
    this.#select.addEventListener('change', onChange);
  }

  /** Undefined for all channels, else the group, from 0. */
  get value(): number | undefined {
    return this.#select.value === 'all' ? undefined : Number(this.#select.value);
  }

  /** Lists the groups and keeps the choice. The channels of a group are contiguous, as in the paper. */
  list(groups: number, channels: number): void {
    const { value } = this.#select;
    const width = channels / groups;
    const options = Array.from({ length: groups }, (_, i) =>
      element('option', { value: i }, `Group ${i + 1}: channels ${i * width + 1}–${(i + 1) * width}`),
    );
    this.#select.replaceChildren(element('option', { value: 'all' }, `All ${channels} channels`), ...options);
    this.#select.value = value;
    if (this.#select.selectedIndex < 0) this.#select.value = 'all';
    this.#select.disabled = false;
  }
}
