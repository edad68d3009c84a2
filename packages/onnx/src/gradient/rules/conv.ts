import type { Fixed, GraphMath } from '../graphMath.ts';
import type { Rule } from '../rule.ts';
import { type Windows, windowsOf } from '../windows.ts';

/**
 * `y = W * x + b`, a convolution in groups: `dx` is `dy` convolved with `W` the other way (ConvTranspose),
 * `dW_ock = Σ_nij dy_noij x_nc,si+dk`, which is a convolution of `x` with `dy`, strides and dilations exchanged; `db = Σ dy`.
 */
export const conv: Rule = (step) => {
  const { x, dy, int, math } = step;
  const group = int('group', 1);
  const windows = windowsOf(step, x(1).dims.slice(2));
  return [
    () => scatterWindows(math, dy, x(1), x(0).dims, windows, group),
    () => byWeights(math, x(0), dy, x(1).dims, windows, group),
    () =>
      math.reshape(
        math.sum(dy, [
          0,
          ...x(0)
            .dims.slice(2)
            .map((_, i) => i + 2),
        ]),
        x(2).dims,
      ),
  ];
};

/** Adds up, at each place of the input, what all windows that cover it give, times the kernel. */
export function scatterWindows(
  math: GraphMath,
  dy: Fixed,
  kernel: Fixed,
  dims: readonly number[],
  { strides, dilations, before, behind }: Windows,
  group: number,
): Fixed {
  const sizes = kernel.dims.slice(2);
  // Rows at the end that no window reaches.
  const rest = sizes.map((size, i) => {
    const reached = (dy.dims[i + 2]! - 1) * strides[i]! + dilations[i]! * (size - 1) + 1;
    return dims[i + 2]! + before[i]! + behind[i]! - reached;
  });
  return math.node('ConvTranspose', [dy, kernel], dims, {
    group,
    strides,
    dilations,
    kernel_shape: sizes,
    pads: [...before, ...behind],
    output_padding: rest,
  });
}

function byWeights(
  math: GraphMath,
  x: Fixed,
  dy: Fixed,
  dims: readonly number[],
  { strides, dilations, before, behind }: Windows,
  group: number,
): Fixed {
  const [batch = 1, channels = 1, ...space] = x.dims;
  const [, outputs = 1, ...places] = dy.dims;
  const sizes = dims.slice(2);
  const inGroup = channels / group;
  const axes = space.map((_, i) => i + 3);
  // Channels of a group become images, images become channels.
  const images = math.transpose(math.reshape(x, [batch, group, inGroup, ...space]), [2, 1, 0, ...axes]);
  const input = math.reshape(images, [inGroup, group * batch, ...space]);
  const kernel = math.transpose(dy, [1, 0, ...places.map((_, i) => i + 2)]);
  // Exchanged strides can leave more places than the kernel has.
  const result = space.map((length, i) => {
    const reached = length + before[i]! + behind[i]! - strides[i]! * (places[i]! - 1) - 1;
    return Math.floor(reached / dilations[i]!) + 1;
  });
  const summed = math.node('Conv', [input, kernel], [inGroup, outputs, ...result], {
    group,
    strides: dilations,
    dilations: strides,
    kernel_shape: places,
    pads: [...before, ...behind],
  });
  const cut = sizes.reduce((value, size, i) => math.slice(value, i + 2, 0, size), summed);
  return math.transpose(cut, [1, 0, ...sizes.map((_, i) => i + 2)]);
}
