import type { Fixed } from '../graphMath.ts';
import type { Rule, Step } from '../rule.ts';
import { conv } from './conv.ts';
import { gemm } from './gemm.ts';

/** onnxruntime's `y = f(conv(x, W) + b + z)`, `z` and `b` perhaps left out: the gradients of a convolution by `dy f'`, `dz = dy f'`. */
export const fusedConv: Rule = (step) => {
  const before = withoutActivation(step);
  return [...conv(before), () => before.dy];
};

/** onnxruntime's `y = f(α A' B' + β C)`: the gradients of Gemm by `dy f'`. */
export const fusedGemm: Rule = (step) => gemm(withoutActivation(step));

/** The step as it is before the activation. All of these derivatives follow from `y`. */
function withoutActivation(step: Step): Step {
  const { dy, math, text, float, node, refuse } = step;
  const y = step.y();
  const name = text('activation') ?? '';
  const given = node.attribute.find((one) => one.name === 'activation_params')?.floats ?? [];
  const zero = math.number(dy, 0);
  const isAbove = (low: number) => math.compare('Greater', y, math.number(dy, low));
  const slopes: Readonly<Record<string, () => Fixed>> = {
    '': () => dy,
    Relu: () => math.where(isAbove(0), dy, zero),
    LeakyRelu: () => math.where(isAbove(0), dy, math.scale(dy, given[0] ?? float('activation_alpha', 0.01))),
    Tanh: () => math.sub(dy, math.mul(dy, math.mul(y, y))),
    Sigmoid: () => math.mul(dy, math.sub(y, math.mul(y, y))),
    Clip: () => {
      const [low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY] = given;
      const isBelow = math.compare('Less', y, math.number(dy, high));
      return math.where(isAbove(low), math.where(isBelow, dy, zero), zero);
    },
  };
  const slope = slopes[name] ?? (() => refuse(`activation ${name}`));
  return { ...step, dy: slope() };
}
