import type { Rule } from '../rule.ts';
import { windowsOf } from '../windows.ts';
import { scatterWindows } from './conv.ts';

/** `y = max x` over windows: `dx` is the sum, over the windows, of `dy / k` at the `k` numbers that equal `y`. */
export const maxPool: Rule = (step) => [
  () => {
    const { x, y, dy, ints, math } = step;
    const sizes = ints('kernel_shape')!;
    const { before, behind, strides, dilations } = windowsOf(step, sizes);
    const [batch = 1, channels = 1, ...space] = x(0).dims;
    const count = sizes.reduce((n, m) => n * m, 1);
    const places = dy.dims.slice(2);
    // A kernel for each number of a window, which picks it; what lies outside is smaller than everything.
    const picks = Array.from({ length: channels * count * count }, (_, i) =>
      Number(i % count === Math.floor(i / count) % count),
    );
    const kernel = math.numbers(dy, picks, [channels * count, 1, ...sizes]);
    const lowest = math.number(dy, -3e38);
    const dims = [batch, channels, ...space.map((length, i) => length + before[i]! + behind[i]!)];
    const pads = math.list([0, 0, ...before, 0, 0, ...behind]);
    const padded = math.node('Pad', [x(0), pads, lowest], dims);
    const apart = math.node('Conv', [padded, kernel], [batch, channels * count, ...places], {
      group: channels,
      strides,
      dilations,
      kernel_shape: sizes,
    });
    const each = [batch, channels, count, ...places];
    const one = [batch, channels, 1, ...places];
    const isBest = math.compare('Equal', math.reshape(apart, each), math.reshape(y(), one));
    const [zero, unit] = [math.number(dy, 0), math.number(dy, 1)];
    const ties = math.sum(math.where(isBest, unit, zero), [2]);
    const shared = math.where(isBest, math.div(math.reshape(dy, one), ties), zero);
    const apartAgain = math.reshape(shared, [batch, channels * count, ...places]);
    const windows = { before, behind, strides, dilations };
    return scatterWindows(math, apartAgain, kernel, x(0).dims, windows, channels);
  },
];
