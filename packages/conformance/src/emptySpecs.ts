import type { PoolingSpecInput } from '@ggem/core';

/**
 * One spec of each type, to be tried on no images: tokens `[0, 6, 4]` must give `[0, channels]`, and gradients of
 * parameters that are 0.
 */
export const emptySpecs: readonly PoolingSpecInput[] = [
  { type: 'token' },
  { type: 'token', index: 'last' },
  { type: 'token', index: 'first' },
  { type: 'mean', prefixTokens: 1 },
  { type: 'positionWeightedMean', prefixTokens: 1, countFrom: 'firstKept' },
  { type: 'max' },
  { type: 'gem' },
  { type: 'gem', p: 0.1 },
  { type: 'gem', p: 'inf' },
  { type: 'gem', negatives: 'shift' },
  { type: 'gem', negatives: 'error' },
  { type: 'ggem', groups: 2 },
  { type: 'lse' },
  { type: 'meanSqrtLen' },
  { type: 'positionWeightedMean' },
  { type: 'topK', k: 2 },
  { type: 'mix', parts: [{ type: 'mean' }, { type: 'max' }] },
  { type: 'concat', parts: [{ type: 'mean' }, { type: 'gem' }] },
  { type: 'regional', grid: [2, 3] },
  { type: 'pyramid', levels: [1, 2], grid: [2, 3] },
  { type: 'mean', after: ['l2'] },
];
