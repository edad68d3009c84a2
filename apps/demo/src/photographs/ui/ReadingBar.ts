import { byId, element } from '@ggem/page/element';

/** How far the reading of photographs is, and what was left out. */
export class ReadingBar {
  readonly #box: HTMLElement = byId('reading', HTMLElement);
  readonly #says: HTMLElement = byId('reading-says', HTMLElement);
  readonly #bar: HTMLProgressElement = byId('reading-bar', HTMLProgressElement);
  readonly #broken: HTMLElement = byId('broken', HTMLElement);
  #total = 0;
  #done = 0;

  constructor(onCancel: () => void) {
    byId('cancel', HTMLButtonElement).addEventListener('click', onCancel);
  }

  start(total: number): void {
    this.#total = total;
    this.#done = 0;
    this.#show();
  }

  step(): void {
    this.#done += 1;
    this.#show();
  }

  end(): void {
    this.#box.hidden = true;
  }

  /** A sentence beside the name of a file that was left out. */
  leaveOut(name: string, reason: string): void {
    this.#broken.hidden = false;
    this.#broken.append(element('li', {}, element('b', {}, name), ` ${reason}`));
  }

  forget(): void {
    this.#broken.hidden = true;
    this.#broken.replaceChildren();
  }

  #show(): void {
    this.#box.hidden = false;
    this.#bar.max = this.#total;
    this.#bar.value = this.#done;
    this.#says.textContent = `Reading photographs: ${this.#done} of ${this.#total}`;
  }
}
