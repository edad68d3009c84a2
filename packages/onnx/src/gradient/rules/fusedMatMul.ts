import type { Fixed } from '../graphMath.ts';
import type { Rule } from '../rule.ts';
import { matMul } from './matMul.ts';

/**
 * onnxruntime's product: as `matMul` has it, and with `transBatchA` or `transBatchB` that operand's first axis is first put
 * before its last one, `[h, b, k]` becomes `[b, h, k]`, so that its gradient is put back.
 */
export const fusedMatMul: Rule = (step) => {
  const { x, int, math } = step;
  const isTurned = (at: number): boolean =>
    int(at === 0 ? 'transBatchA' : 'transBatchB', 0) === 1 && x(at).dims.length > 2;
  const turned = (value: Fixed): Fixed => {
    const between = value.dims.slice(1, -1).map((_, i) => i + 1);
    return math.transpose(value, [...between, 0, between.length + 1]);
  };
  const back = (value: Fixed): Fixed => {
    const last = value.dims.length - 1;
    return math.transpose(value, [last - 1, ...value.dims.slice(0, -2).map((_, i) => i), last]);
  };
  const gradients = matMul({ ...step, x: (at) => (isTurned(at) ? turned(x(at)) : x(at)) });
  return gradients.map(
    (gradient, at) => gradient && (() => (isTurned(at) ? back(gradient() as Fixed) : gradient())),
  );
};
