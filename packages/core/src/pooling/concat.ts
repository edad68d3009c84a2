import { outputChannels } from '../channels.ts';
import { partsOf } from '../parts.ts';
import type { ConcatSpec } from '../spec.ts';
import { sideBySide } from './combine.ts';
import type { PoolingDefinition } from './definition.ts';

/**
 * Several poolings side by side: the pooled vector of the first part, then that of the second, and so on.
 *
 * The weights lie in the same order; each part has its share of `dy`, and the tokens the sum of their gradients.
 */
export const concat: PoolingDefinition<ConcatSpec> = {
  forward: (ops, input) =>
    sideBySide.forward(
      ops,
      partsOf(input.spec).map((part) => input.part(part)),
    ),
  value: (ops, input) =>
    sideBySide.value(
      ops,
      partsOf(input.spec).map((part) => input.part(part)),
    ),
  weights: (ops, input) =>
    sideBySide.weights(
      ops,
      partsOf(input.spec).map((part) => input.part(part)),
    ),
  gradient: (ops, input, dy) => {
    const parts = partsOf(input.spec);
    const widths = parts.map((part) => outputChannels(part.spec, input.channels));
    return sideBySide.gradient(
      ops,
      parts.map((part) => input.part(part)),
      dy,
      widths,
    );
  },
};
