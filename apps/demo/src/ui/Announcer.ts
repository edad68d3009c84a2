/** In ms, longer than the time between the answers to strokes, so that only the last answer is spoken. */
const PAUSE = 800;

/** Speaks through a polite live region when texts stop changing, and never the same text twice in a row. */
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
