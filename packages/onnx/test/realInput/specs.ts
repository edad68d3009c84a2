import {
  type ParameterValues,
  type PoolingSpec,
  type PoolingSpecInput,
  parseSpec,
  poolingTypes,
} from '@ggem/core';

/** A pooling, and the parameters that no spec can hold. */
export interface Attached {
  readonly spec: PoolingSpec;
  readonly values?: ParameterValues;
}

const parts = [{ type: 'mean' }, { type: 'gem', p: 4 }];
const grid = [14, 14];

/** Keys and values that poolings need for the tokens of a ViT-Tiny: a class token first, 14 by 14 patches, 3 heads. */
const settings: Readonly<Record<string, { readonly spec?: object; readonly values?: ParameterValues }>> = {
  ggem: { spec: { groups: 3, p: [2, 3, 4.5] } },
  attention: {
    spec: { heads: 3 },
    values: { query: Array.from({ length: 192 }, (_, i) => Math.sin(i)) },
  },
  mix: { spec: { parts } },
  concat: { spec: { parts, after: ['l2'] } },
  regional: { spec: { grid } },
  topK: { spec: { k: 5 } },
  pyramid: { spec: { grid, levels: [1, 2], part: { type: 'gem' } } },
};

/** Every pooling that core has. */
export const attached: readonly Attached[] = poolingTypes.map((type) => {
  const { spec, ...values } = settings[type] ?? {};
  const prefix = type === 'token' ? {} : { prefixTokens: 1 };
  return { spec: parseSpec({ type, ...prefix, ...spec } as PoolingSpecInput), ...values };
});
