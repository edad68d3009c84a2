import type { NewPhotograph } from '../contract.ts';

/** A photograph whose tokens are kept. */
export interface KeptPhotograph {
  readonly id: number;
  readonly label: string | undefined;
  /** `[tokens, channels]`. */
  readonly tokens: Float32Array;
}

/** More tokens than these, in bytes, are not kept: a page that takes more memory is ended by the browser, without a word. */
const mostBytes = 1.5e9;

/** The photographs whose tokens are kept, so that only pooling runs again. */
export class Photographs {
  #kept = new Map<number, KeptPhotograph>();
  #bytes = 0;

  get all(): readonly KeptPhotograph[] {
    return [...this.#kept.values()];
  }

  get(id: number): KeptPhotograph {
    const found = this.#kept.get(id);
    if (found === undefined) throw new Error('This photograph has no tokens yet.');
    return found;
  }

  keep({ id, label }: NewPhotograph, tokens: Float32Array): void {
    if (this.#bytes + tokens.byteLength > mostBytes) {
      const count = this.#kept.size;
      throw new Error(
        `there is no room: the tokens of ${count} photographs take 1.5 GB. Look at fewer at a time.`,
      );
    }
    this.#bytes += tokens.byteLength;
    this.#kept.set(id, { id, label, tokens });
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }
}
