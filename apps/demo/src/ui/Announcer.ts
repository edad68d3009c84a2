/** Longer than the pauses between strokes' answers, so that only what has settled is spoken. */
const PAUSE = 800;

/** Speaks through a polite live region, once things have settled, and never the same thing twice in a row. */
export class Announcer {
  readonly #region: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(region: HTMLElement) {
    this.#region = region;
  }

  say(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#region.textContent !== text) this.#region.textContent = text;
    }, PAUSE);
  }
}
