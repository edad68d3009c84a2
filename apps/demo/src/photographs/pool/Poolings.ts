import type { PoolingSpecInput } from '@ggem/core';
import { loadSimd, type Simd, type SimdPooling } from '@ggem/simd';

/** Poolings that were used last, with the memory of their kernels. */
export class Poolings {
  readonly #simd: Promise<Simd> = loadSimd();
  readonly #made = new Map<string, SimdPooling>();
  /** As many as stand side by side, twice: the old ones of a slider go. */
  readonly #most = 10;

  async get(spec: PoolingSpecInput, channels: number): Promise<SimdPooling> {
    const key = JSON.stringify([spec, channels]);
    const pooling = this.#made.get(key) ?? (await this.#simd).createPooling(spec, { channels });
    // The one that was used last stands last.
    this.#made.delete(key);
    this.#made.set(key, pooling);
    for (const [old, { dispose }] of this.#made) {
      if (this.#made.size <= this.#most) break;
      dispose();
      this.#made.delete(old);
    }
    return pooling;
  }
}
