import { GgemError } from '../errors.ts';

/**
 * A place for what an import of its own brings into a program, so that a bundle without that import does not hold it.
 * `@ggem/core` brings everything; whoever starts from `@ggem/core/bare` chooses.
 */
export class Brought<T> {
  readonly #values = new Map<string, T>();
  readonly #entryOf: (name: string) => string;

  /** `entryOf` names the import that brings a value. */
  constructor(entryOf: (name: string) => string) {
    this.#entryOf = entryOf;
  }

  bring(name: string, value: T): void {
    this.#values.set(name, value);
  }

  find(name: string): T | undefined {
    return this.#values.get(name);
  }

  /** Throws a `GgemError` with code `spec` where nothing brought it, which names the import. */
  get(name: string): T {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    throw new GgemError(
      'spec',
      `${name}: it must be brought by an import, as @ggem/core/bare brings nothing, but none did. Add import '${this.#entryOf(name)}'.`,
    );
  }
}
