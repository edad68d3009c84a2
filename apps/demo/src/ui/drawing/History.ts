/** The steps that undo goes back through; each step is a whole state, so undoing a clear brings the drawing back. */
export class History<T> {
  readonly #steps: T[] = [];

  get canUndo(): boolean {
    return this.#steps.length > 0;
  }

  /** Remembers the state that is about to change. */
  remember(state: T): void {
    this.#steps.push(state);
  }

  undo(): T | undefined {
    return this.#steps.pop();
  }
}
