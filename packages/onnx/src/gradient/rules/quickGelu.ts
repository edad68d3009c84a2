import type { Rule } from '../rule.ts';

/** onnxruntime's `y = x σ(αx)`, `σ(t) = 1 / (1 + e^-t)`: `dx = dy (σ + α x σ (1 - σ))`. */
export const quickGelu: Rule = ({ x, dy, float, math }) => [
  () => {
    const scaled = math.scale(x(0), float('alpha', 1.702));
    const s = math.map('Sigmoid', scaled);
    return math.mul(dy, math.add(s, math.mul(scaled, math.sub(s, math.mul(s, s)))));
  },
];
