import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import { squareRoot } from '../../ops/squareRoot.ts';
import { oneOf } from '../../spec/rules.ts';
import type { StepDefinition } from './step.ts';

/**
 * L2 normalisation: `v = y / ‖y‖` over channels. All is divided by the largest magnitude first, so that the squares neither
 * overflow nor vanish at any scale. Zeros stay zeros.
 *
 * `dy = (dv - v Σ v dv) / ‖y‖`; 0 where `y` is zero.
 */
export const l2: StepDefinition<'l2'> = {
  rule: oneOf(['l2'], 'must be "l2".'),
  parameters: () => [],
  width: (_, before) => before,
  refusal: () => undefined,
  streamRefusal: undefined,
  forward: (ops, y, { channels }) => {
    const { scaled, norm } = normOf(ops, y, channels);
    return ops.div(scaled, norm);
  },
  gradient: (ops, y, dv, { channels }) => {
    const { div, mul, select, sub } = ops;
    const { scaled, scale, norm, isZero } = normOf(ops, y, channels);
    const v = div(scaled, norm);
    const along = ops.collect(mul(v, dv), oneGroup(channels));
    const x = select(isZero, 0, div(div(sub(dv, mul(v, along)), norm), scale));
    return { x, parameters: {} };
  },
};

function normOf<T>(ops: Ops<T>, y: Operand<T>, channels: number) {
  const { collect, div, equal, less, max, mul, select, transpose } = ops;
  const size = select(less(y, 0), mul(-1, y), y);
  const largest = max(transpose(size));
  const isZero = equal(largest, 0);
  const scale = select(isZero, 1, largest);
  const scaled = div(y, scale);
  const squares = collect(mul(scaled, scaled), oneGroup(channels));
  const norm = squareRoot(ops, select(isZero, 1, squares));
  return { scaled, scale, norm, isZero };
}

function oneGroup(channels: number) {
  return { groups: 1, channels, interleaved: false };
}
