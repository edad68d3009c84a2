import { byId } from '@ggem/page/element';
import { type FetchedModel, fetchModel } from '../model/fetchModel.ts';

/** What the form tells the page. */
export interface AddressEvents {
  readonly onModel: (model: FetchedModel) => void;
  /** A sentence, empty when there is none any more. */
  readonly onFailure: (sentence: string) => void;
}

/** A model by its address: nothing is asked for before the button is pressed. */
export class AddressForm {
  readonly #events: AddressEvents;
  readonly #address: HTMLInputElement = byId('address', HTMLInputElement);
  readonly #box: HTMLElement = byId('fetching', HTMLElement);
  readonly #says: HTMLElement = byId('fetching-says', HTMLElement);
  readonly #bar: HTMLProgressElement = byId('fetching-bar', HTMLProgressElement);
  #stop = new AbortController();

  constructor(events: AddressEvents) {
    this.#events = events;
    byId('address-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#run();
    });
    byId('fetching-cancel', HTMLButtonElement).addEventListener('click', () => {
      this.#stop.abort();
      this.#address.focus();
    });
  }

  async #run(): Promise<void> {
    // A second address takes the place of one that is still coming.
    this.#stop.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.#events.onFailure('');
    this.#show(0, undefined);
    try {
      const model = await fetchModel(this.#address.value, {
        signal: stop.signal,
        onProgress: (bytes, total) => this.#show(bytes, total),
      });
      this.#events.onModel(model);
    } catch (error) {
      if (!stop.signal.aborted)
        this.#events.onFailure(error instanceof Error ? error.message : String(error));
    } finally {
      if (stop === this.#stop) this.#box.hidden = true;
    }
  }

  #show(bytes: number, total: number | undefined): void {
    const megabytes = (count: number): string => (count / 1e6).toFixed(1);
    // What is packed on its way becomes more than the server says.
    const isKnown = total !== undefined && bytes <= total;
    this.#box.hidden = false;
    this.#says.textContent = `Fetching: ${megabytes(bytes)}${isKnown ? ` of ${megabytes(total)}` : ''} MB`;
    if (isKnown) this.#bar.value = bytes / total;
    else this.#bar.removeAttribute('value');
  }
}
