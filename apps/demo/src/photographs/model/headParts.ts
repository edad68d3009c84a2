import type { PoolingSpec } from '@ggem/core';
import type { PoolingCandidate } from '@ggem/onnx';

/** A part of what a head takes: a pooling of its own, or the place where another one is put. */
export type HeadPart = PoolingSpec | 'here';

/**
 * What lies side by side in the vector that a head takes. Where a class token lies beside an average, another pooling takes
 * the place of the average, and the token stays.
 */
export function headParts({ spec }: Pick<PoolingCandidate, 'spec'>): readonly HeadPart[] {
  if (spec?.type !== 'concat') return ['here'];
  const place = Math.max(
    0,
    spec.parts.findLastIndex(({ type }) => type !== 'token'),
  );
  return spec.parts.map((part, at) => (at === place ? 'here' : part));
}
