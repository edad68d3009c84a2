import type { Fixed } from '../graphMath.ts';
import type { Rule } from '../rule.ts';
import { windowsOf } from '../windows.ts';
import { scatterWindows } from './conv.ts';

/** `y = mean x` over windows of `n` numbers: `dx` is the sum of `dy / n` over the windows that cover a place. */
export const averagePool: Rule = (step) => [
  () => {
    const { x, dy, int, ints, math } = step;
    const sizes = ints('kernel_shape')!;
    const windows = windowsOf(step, sizes);
    const [, channels = 1] = x(0).dims;
    const ones = (dims: readonly number[]): Fixed => math.expand(math.number(dy, 1), dims);
    const kernel = ones([channels, 1, ...sizes]);
    const size = sizes.reduce((n, m) => n * m, 1);
    const isPadded = [...windows.before, ...windows.behind].some((count) => count > 0);
    if (!isPadded || int('count_include_pad', 0) === 1) {
      return scatterWindows(math, math.scale(dy, 1 / size), kernel, x(0).dims, windows, channels);
    }
    // How many numbers of each window lie inside.
    const inside = math.node(
      'Conv',
      [ones([1, 1, ...x(0).dims.slice(2)]), ones([1, 1, ...sizes])],
      [1, 1, ...dy.dims.slice(2)],
      {
        strides: windows.strides,
        dilations: windows.dilations,
        pads: [...windows.before, ...windows.behind],
      },
    );
    return scatterWindows(math, math.div(dy, inside), kernel, x(0).dims, windows, channels);
  },
];
