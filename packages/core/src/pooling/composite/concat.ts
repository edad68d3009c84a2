import { outputChannels } from '../../facts/channels.ts';
import { partsOf } from '../../spec/parts.ts';
import type { ConcatSpec } from '../../spec/spec.ts';
import type { PoolingDefinition } from '../definition.ts';
import { combining, sideBySide } from './combination.ts';

/**
 * Several poolings side by side: the pooled vector of the first part, then that of the second, and so on.
 *
 * The weights lie in the same order; each part has its share of `dy`, and the tokens the sum of their gradients.
 */
export const concat: PoolingDefinition<ConcatSpec> = combining({
  parts: (_, { spec, part }) => partsOf(spec).map((one) => part(one)),
  combination: () => sideBySide,
  widths: ({ parts }, channels) => parts.map((part) => outputChannels(part, channels)),
});
