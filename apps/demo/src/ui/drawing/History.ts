/** The states that undo goes back to. Each is a whole drawing, so that even a clear can be undone. */
export class History<T> {
  readonly #steps: T[] = [];

  get canUndo(): boolean {
    return this.#steps.length > 0;
  }

  /** Remembers a state before it changes. */
  remember(state: T): void {
    this.#steps.push(state);
  }

  undo(): T | undefined {
    return this.#steps.pop();
  }
}
