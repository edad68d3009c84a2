import type { NewPhotograph } from '../contract.ts';
import { openTokenStore, type TokenStore } from './tokenStore.ts';

/** A photograph whose tokens are kept. */
export interface KeptPhotograph {
  readonly id: number;
  readonly label: string | undefined;
  readonly place: number;
  /** How many numbers its tokens are. */
  readonly length: number;
}

/** The photographs whose tokens are kept, so that only pooling runs again. */
export class Photographs {
  readonly #kept = new Map<number, KeptPhotograph>();
  #opening: Promise<TokenStore> | undefined;
  #store: TokenStore | undefined;

  get all(): readonly KeptPhotograph[] {
    return [...this.#kept.values()];
  }

  /** `[tokens, channels]` of a photograph, valid until the next call. */
  tokensOf(id: number): Float32Array {
    const found = this.#kept.get(id);
    if (found === undefined) throw new Error('This photograph has no tokens yet.');
    return this.#store!.get(found.place, found.length);
  }

  /** Opens the place where tokens are kept; `keep` comes after it. */
  async prepare(): Promise<void> {
    this.#opening ??= openTokenStore();
    this.#store = await this.#opening;
  }

  keep({ id, label }: NewPhotograph, tokens: Float32Array<ArrayBuffer>): void {
    this.#kept.set(id, { id, label, place: this.#store!.put(tokens), length: tokens.length });
  }

  clear(): void {
    this.#kept.clear();
    this.#store?.clear();
  }
}
