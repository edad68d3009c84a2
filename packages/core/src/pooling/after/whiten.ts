import { startingFrom } from '../../spec/parameter.ts';
import { flag, objectOf, preset, wholeNumber } from '../../spec/rules.ts';
import type { WhitenStep } from '../../spec/spec.ts';
import { unitMatrix } from '../unitMatrix.ts';
import type { StepDefinition } from './step.ts';

/**
 * Whitening: `z = (y - mean) matrix`, `mean` `[in]`, `matrix` `[in, out]`.
 *
 * `dy = dz matrixᵀ`, `dmean = -Σ_b dy`, `dmatrix = Σ_b (y - mean)ᵀ dz`. Training starts from the first `out` channels as
 * they are.
 */
export const whiten: StepDefinition<WhitenStep> = {
  rule: objectOf<WhitenStep>(
    {
      whiten: wholeNumber(1, 'must be a whole number from 1: how many channels come out.'),
      trainable: preset(flag(), false),
    },
    'must be { whiten: channels }.',
  ),
  parameters: ({ whiten: columns, trainable }, rows) => {
    const rest = { trainable, range: null, required: true } as const;
    const mean = { name: 'mean', shape: [rows], axes: ['in'], ...rest };
    const matrix = { name: 'matrix', shape: [rows, columns], axes: ['in', 'out'], ...rest };
    return [
      startingFrom(mean, () => new Array<number>(rows).fill(0)),
      startingFrom(matrix, () => unitMatrix('whiten', rows, columns)),
    ];
  },
  width: (step) => step.whiten,
  refusal: (step, before) =>
    step.whiten > before
      ? `must not whiten to more channels than the ${before} that come to it, but ${step.whiten} came. Use ${before} or fewer.`
      : undefined,
  streamRefusal:
    'a state has no place for the matrix of a whitening. Stream without it, and whiten the pooled vector.',
  forward: (ops, y, { parameter }) => ops.linear(ops.sub(y, parameter('mean')), parameter('matrix')),
  gradient: (ops, y, dz, { parameter }) => {
    const x = ops.linear(dz, ops.transpose(parameter('matrix')));
    const column = ops.transpose(ops.sub(y, parameter('mean')));
    const matrix = ops.sumBatch(ops.mul(column, dz));
    return { x, parameters: { mean: ops.mul(-1, ops.sumBatch(x)), matrix } };
  },
};
