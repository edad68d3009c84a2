import { GgemError } from '../../errors.ts';
import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import { prefixKeys } from '../../spec/keys.ts';
import { partsOf } from '../../spec/parts.ts';
import { refuseSpec } from '../../spec/refuseSpec.ts';
import { flag, listOf, number, optional, preset } from '../../spec/rules.ts';
import type { MixSpec } from '../../spec/spec.ts';
import type { Pooling, PoolingDefinition, PoolingInput } from '../definition.ts';
import { oneGroup, oneToken, takesAny, takesNegatives } from '../plainFacts.ts';
import { sumGradients } from '../sumGradients.ts';
import { partsKey } from './partKeys.ts';

/**
 * Weighted sum of several poolings: `y = Σ_k α_k y_k`; mean and max at 1/2 each are "avgmax".
 *
 * `w = Σ_k α_k w_k`, `∂y/∂α_k = y_k`; the gradient of part `k` starts from `α_k dy`.
 */
export const mix: PoolingDefinition<MixSpec> = {
  title: 'Weighted sum of several poolings',
  formula: 'y = Σ_k weights_k part_k',
  keys: (nested) => ({
    parts: partsKey(nested),
    weights: optional(listOf(number('must be a number.'), 'must be a list of numbers, one a part.')),
    trainable: preset(flag(), false),
    ...prefixKeys,
  }),
  complete: (spec) => {
    const { type, parts, weights, trainable = false } = spec;
    if (weights !== undefined && weights.length !== parts.length) {
      refuseSpec(
        type,
        `weights must have one entry a part, but ${weights.length} came for ${parts.length} parts. Leave them out for the mean of the parts.`,
      );
    }
    return { ...spec, weights: weights ?? parts.map(() => 1 / parts.length), trainable };
  },
  parameters: ({ weights, trainable }) => [
    { name: 'weights', shape: [weights.length], axes: ['parts'], start: weights, trainable, range: null },
  ],
  width: (_, __, [ofPart]) => ofPart!,
  checkChannels: (_, __, widths) => {
    const other = widths.findIndex((width) => width !== widths[0]);
    if (other < 0) return;
    throw new GgemError(
      'shape',
      `mix: parts must give as many channels as the first, ${widths[0]}, but parts.${other} gives ${widths[other]}. Use concat.`,
    );
  },
  checkTokens: takesAny,
  fewestTokens: oneToken,
  refusesNegatives: takesNegatives,
  streaming: () => ({
    by: 'nothing',
    instead: 'it has several states. Stream each of its parts, and put their vectors together.',
  }),
  groups: oneGroup,
  identity: 'y = Σ_k α_k y_k',

  forward: (ops, input) => weighted(ops, input, ({ forward }) => forward()),
  value: (ops, input) => weighted(ops, input, ({ value }) => value()),
  weights: (ops, input) => weighted(ops, input, ({ weights }) => weights()),
  gradient: (ops, input, dy) => {
    const shares = sharesOf(ops, input);
    const parts = partsOf(input.spec).map((part) => input.part(part));
    const ofParts = sumGradients(
      ops,
      parts.map((part, k) => part.gradient(ops.mul(dy, shares[k]!))),
    );
    if (input.parameters.weights === undefined) return ofParts;
    const slopes = parts.map(({ value }) => {
      const y = ops.sumBatch(ops.mul(dy, value()));
      return ops.sum(ops.transpose(y));
    });
    return { x: ofParts.x, parameters: { ...ofParts.parameters, weights: ops.concat(slopes) } };
  },
};

function weighted<T>(
  ops: Ops<T>,
  input: PoolingInput<T, MixSpec>,
  of: (part: Pooling<Operand<T>>) => Operand<T>,
): Operand<T> {
  const shares = sharesOf(ops, input);
  return partsOf(input.spec)
    .map((part, k) => ops.mul(of(input.part(part)), shares[k]!))
    .reduce((sum, one) => ops.add(sum, one));
}

function sharesOf<T>(ops: Ops<T>, { spec, parameters }: PoolingInput<T, MixSpec>): readonly Operand<T>[] {
  const live = parameters.weights?.tensor;
  return live === undefined ? spec.weights : spec.weights.map((_, k) => ops.sliceChannels(live, k, k + 1));
}
