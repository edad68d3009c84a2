import { differentiableExtreme, smallest, type Tokens, tieWeights } from '../../input/tokens.ts';
import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import type { PowerSpec } from '../../spec/spec.ts';

/** Tokens made positive for a power mean, and the way back. */
export interface Positive<T> {
  /** At least eps everywhere, dropped tokens included. */
  readonly tokens: Tokens<T>;
  /** The same before they are raised to eps. */
  readonly unbounded: T;
  /** The pooled value in terms of the original tokens. */
  readonly restore: (y: T) => T;
  /** Gradient with respect to the original tokens, from the one with respect to the positive ones and to `y`. */
  readonly gradient: (dx: T, dy: T) => T;
}

/**
 * The rule for negatives: `clamp` max(x, eps), `abs` max(|x|, eps), `shift` x - min + eps with min - eps added back,
 * `error` NaN for a negative token (adapters that can look at the values throw before).
 *
 * The gradient is 0 below eps and passes at equality.
 */
export function makePositive<T>(
  ops: Ops<T>,
  tokens: Tokens<Operand<T>>,
  { negatives, eps }: PowerSpec,
): Positive<Operand<T>> {
  type V = Operand<T>;
  const { add, clamp, less, mul, select, sub } = ops;
  const { x } = tokens;
  const atLeastEps = (values: V): V => clamp(values, eps, Number.POSITIVE_INFINITY);
  const passes = (values: V, dx: V): V => select(less(values, eps), 0, dx);
  const same = (y: V): V => y;
  switch (negatives) {
    case 'clamp':
      return {
        tokens: { ...tokens, x: atLeastEps(x) },
        unbounded: x,
        restore: same,
        gradient: (dx) => passes(x, dx),
      };
    case 'error': {
      const checked = select(less(x, 0), Number.NaN, x);
      return {
        tokens: { ...tokens, x: atLeastEps(checked) },
        unbounded: checked,
        restore: same,
        gradient: (dx) => passes(checked, dx),
      };
    }
    case 'abs': {
      const sign = select(less(x, 0), -1, 1);
      const size = mul(sign, x);
      return {
        tokens: { ...tokens, x: atLeastEps(size) },
        unbounded: size,
        restore: same,
        gradient: (dx) => passes(size, mul(sign, dx)),
      };
    }
    case 'shift': {
      const lowest = smallest(ops, tokens, x);
      const share = tieWeights(ops, tokens, x, lowest);
      const min = differentiableExtreme(ops, tokens, x, lowest);
      const shifted = add(sub(x, min), eps);
      return {
        tokens: { ...tokens, x: atLeastEps(shifted) },
        unbounded: shifted,
        restore: (y) => add(y, sub(min, eps)),
        gradient: (dx, dy) => {
          // Moving the lowest token leaves its own x - min at 0: its slope, huge at small p, does not count.
          const others = select(ops.equal(x, lowest), 0, dx);
          return add(others, mul(share, sub(dy, ops.sum(others))));
        },
      };
    }
    default:
      return negatives satisfies never;
  }
}
