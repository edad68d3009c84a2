import { type PoolingSpec, type PoolingSpecInput, parseSpec, poolingTypes } from '@ggem/core';

/** What a pooling needs besides its defaults, for tokens of a ViT-Tiny: a class token first, 3 heads, 192 channels. */
const settings: Readonly<Record<string, object>> = {
  token: {},
  ggem: { groups: 3, prefixTokens: 1, p: [2, 3, 4.5] },
};

/** Every pooling that core has. */
export const specs: readonly PoolingSpec[] = poolingTypes.map((type) =>
  parseSpec({ type, ...(settings[type] ?? { prefixTokens: 1 }) } as PoolingSpecInput),
);
