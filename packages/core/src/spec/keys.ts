import { oneOf, optional, preset, type Rules, wholeNumber } from './rules.ts';
import type { GridSpec, PatchSpec } from './spec.ts';

const prefixTokens = preset(
  wholeNumber(0, 'must be a whole number from 0. Use 1 for a class token before the patches.'),
  0,
);

/** What every pooling over patch tokens takes. */
export const prefixKeys: Rules<Pick<PatchSpec, 'prefixTokens' | 'countFrom'>> = {
  prefixTokens,
  countFrom: optional(oneOf(['start', 'firstKept'], 'must be "start" or "firstKept".')),
};

/** The same, where the tokens lie on a grid. */
export const gridPrefixKeys: Rules<Pick<GridSpec, 'prefixTokens' | 'countFrom'>> = {
  prefixTokens,
  countFrom: optional(oneOf(['start'], 'must be "start": a grid has no padding before it. Leave it out.')),
};
