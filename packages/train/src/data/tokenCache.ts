/** Keeps what the frozen part of a model gives for each image. */
export interface TokenCache {
  readonly has: (index: number) => boolean;
  readonly write: (index: number, tokens: Float32Array) => Promise<void>;
  /** Copies the tokens of an image. */
  readonly read: (index: number, into: Float32Array) => Promise<void>;
}

/** A cache in memory: for pages, and for few images. */
export function memoryCache(): TokenCache {
  const all = new Map<number, Float32Array>();
  return {
    has: (index) => all.has(index),
    write: async (index, tokens) => {
      all.set(index, tokens.slice());
    },
    read: async (index, into) => {
      into.set(all.get(index)!);
    },
  };
}
