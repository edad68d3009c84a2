import type { Rule } from '../rule.ts';
import { geluSlope, tanhGeluSlope } from './gelu.ts';

/** onnxruntime's `y = gelu(x + b)` (FastGelu: by tanh, `b` may be left out): `dx = dy gelu'(x + b)`, `db` its sum. */
export const biasGelu: Rule = ({ node, x, has, dy, math }) => {
  const slope = node.opType === 'FastGelu' ? tanhGeluSlope : geluSlope;
  const dx = () => math.mul(dy, slope(math, has(1) ? math.add(x(0), x(1)) : x(0)));
  return [dx, () => math.sumTo(dx(), x(1).dims)];
};
