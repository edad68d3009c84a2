import { byId, element } from '@ggem/page/element';

/** A photograph on the page. */
export interface Thumb {
  readonly id: number;
  readonly name: string;
  readonly label: string | undefined;
  /** Absent until the photograph was read. */
  readonly picture?: string;
  readonly size?: readonly [width: number, height: number];
}

/** The photographs as radio buttons: the arrow keys walk through them. */
export class Thumbs {
  readonly #list: HTMLElement = byId('thumbs', HTMLElement);
  readonly #thumbs = new Map<number, Thumb>();
  readonly #inputs = new Map<number, HTMLInputElement>();
  readonly #onChoose: (id: number) => void;

  constructor(onChoose: (id: number) => void) {
    this.#onChoose = onChoose;
  }

  get all(): readonly Thumb[] {
    return [...this.#thumbs.values()];
  }

  get(id: number): Thumb | undefined {
    return this.#thumbs.get(id);
  }

  get chosen(): Thumb | undefined {
    const found = [...this.#inputs].find(([, input]) => input.checked);
    return found && this.#thumbs.get(found[0]);
  }

  /** Shows a photograph that was read. */
  show(thumb: Required<Omit<Thumb, 'label'>> & Pick<Thumb, 'label'>): void {
    const { id, name, label, picture } = thumb;
    this.#thumbs.set(id, thumb);
    const input = element('input', {
      ...{ type: 'radio', name: 'photograph', value: id, class: 'visually-hidden' },
      'aria-label': label === undefined ? name : `${label}: ${name}`,
    });
    input.addEventListener('change', () => this.#onChoose(id));
    this.#inputs.set(id, input);
    const image = element('img', { src: picture, alt: '', loading: 'lazy', decoding: 'async' });
    this.#list.append(element('label', { class: 'thumb', title: name }, input, image));
  }

  choose(id: number): void {
    const input = this.#inputs.get(id);
    if (input === undefined) return;
    input.checked = true;
    this.#onChoose(id);
  }

  clear(): void {
    for (const { picture } of this.#thumbs.values()) if (picture !== undefined) URL.revokeObjectURL(picture);
    this.#thumbs.clear();
    this.#inputs.clear();
    this.#list.replaceChildren();
  }
}
