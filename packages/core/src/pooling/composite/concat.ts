import { prefixKeys } from '../../spec/keys.ts';
import { partsOf } from '../../spec/parts.ts';
import type { ConcatSpec } from '../../spec/spec.ts';
import type { PoolingDefinition } from '../definition.ts';
import { asParsed, noParameters, oneGroup, oneToken, takesAny, takesNegatives } from '../plainFacts.ts';
import { combining, sideBySide } from './combination.ts';
import { partsKey } from './partKeys.ts';

/**
 * Several poolings side by side: the pooled vector of the first part, then that of the second, and so on.
 *
 * The weights lie in the same order; each part has its share of `dy`, and the tokens the sum of their gradients.
 */
export const concat: PoolingDefinition<ConcatSpec> = {
  title: 'Several poolings side by side',
  formula: 'y = [part_0, part_1, …] along channels',
  keys: (nested) => ({ parts: partsKey(nested), ...prefixKeys }),
  complete: asParsed,
  parameters: noParameters,
  width: (_, __, parts) => parts.reduce((sum, one) => sum + one, 0),
  checkChannels: takesAny,
  checkTokens: takesAny,
  fewestTokens: oneToken,
  refusesNegatives: takesNegatives,
  streaming: () => ({
    by: 'nothing',
    instead: 'it has several states. Stream each of its parts, and put their vectors together.',
  }),
  groups: oneGroup,
  identity: 'each part by its own identity',
  ...combining<ConcatSpec>({
    parts: (_, { spec, part }) => partsOf(spec).map((one) => part(one)),
    combination: () => sideBySide,
  }),
};
