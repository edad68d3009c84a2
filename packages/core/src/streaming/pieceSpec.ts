import type { GemSpec, GgemSpec, LseSpec, MaxSpec, MeanSpec, TokenSpec } from '../spec/spec.ts';
import type { StreamedSpec } from './checkStreams.ts';

/** What pieces and states are pooled by. */
export type PieceSpec = MeanSpec | MaxSpec | GemSpec | GgemSpec | LseSpec;

/**
 * The spec with which pieces, and states as if they were tokens, are pooled: what happens to the whole once, at its end,
 * is left out. Shifted tokens are positive already, and a mean becomes a `meanSqrtLen` by its weight.
 */
export function pieceSpec(spec: Exclude<StreamedSpec, TokenSpec>): PieceSpec {
  if (spec.type === 'meanSqrtLen') return { type: 'mean', prefixTokens: spec.prefixTokens };
  const { after: _, ...rest } = spec;
  return 'negatives' in rest && rest.negatives === 'shift' ? { ...rest, negatives: 'clamp' } : rest;
}
