import type { Fixed, GraphMath } from '../graphMath.ts';
import type { Rule } from '../rule.ts';

/** `y = x Φ(x)`: `dx = dy (Φ(x) + x φ(x))`; with `approximate: 'tanh'` the derivative of the approximation. */
export const gelu: Rule = ({ x, dy, text, math }) => [
  () => math.mul(dy, text('approximate') === 'tanh' ? tanhGeluSlope(math, x(0)) : geluSlope(math, x(0))),
];

/** `Φ(x) + x φ(x)`, `Φ(x) = (1 + erf(x / √2)) / 2`, `φ(x) = e^(-x² / 2) / √2π`. */
export function geluSlope(math: GraphMath, x: Fixed): Fixed {
  const erf = math.map('Erf', math.scale(x, Math.SQRT1_2));
  const below = math.add(math.scale(erf, 0.5), math.number(x, 0.5));
  const bell = math.map('Exp', math.mul(x, math.scale(x, -0.5)));
  return math.add(below, math.mul(x, math.scale(bell, 1 / Math.sqrt(2 * Math.PI))));
}

/** Of `x (1 + t) / 2` with `t = tanh(√(2/π) (x + 0.044715 x³))`: `(1 + t) / 2 + x (1 - t²) √(2/π) (1 + 3 · 0.044715 x²) / 2`. */
export function tanhGeluSlope(math: GraphMath, x: Fixed): Fixed {
  const [root, cubic] = [Math.sqrt(2 / Math.PI), 0.044715];
  const square = math.mul(x, x);
  const one = math.number(x, 1);
  const inner = math.mul(math.scale(x, root), math.add(one, math.scale(square, cubic)));
  const t = math.map('Tanh', inner);
  const steep = math.scale(math.add(one, math.scale(square, 3 * cubic)), 0.5 * root);
  const flat = math.sub(one, math.mul(t, t));
  return math.add(math.scale(math.add(one, t), 0.5), math.mul(math.mul(x, flat), steep));
}
