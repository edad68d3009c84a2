import type { Attributes } from '../../graph/value.ts';
import type { Fixed, GraphMath } from '../graphMath.ts';
import { axisOf, type Rule, type Step } from '../rule.ts';

/**
 * Linear in `x`, one axis after the other: `y = M_k x` along each axis, so `dx = M_kᵀ dy`. The matrix of an axis is the Resize
 * of a unit matrix, by the runtime itself, whatever the mode.
 */
export const resize: Rule = (step) => [
  () => {
    const { x, dy, ints, math } = step;
    const given = x(0);
    const axes = ints('axes')?.map((axis) => axisOf(axis, given)) ?? given.dims.map((_, i) => i);
    const scales = step.known(2);
    return axes.reduce((value, axis, at) => {
      const [from, to] = [given.dims[axis]!, dy.dims[axis]!];
      const scale = scales?.[at];
      if (from === to && (scale ?? 1) === 1) return value;
      return alongAxis(math, value, axis, matrixOf(step, from, to, scale));
    }, dy);
  },
];

/** `M` with `y = M x` along an axis: rows of a unit matrix, resized. */
function matrixOf(
  { math, dy, int, float, text, refuse }: Step,
  from: number,
  to: number,
  scale?: number,
): Fixed {
  const transformation = text('coordinate_transformation_mode') ?? 'half_pixel';
  if (transformation === 'tf_crop_and_resize') refuse('a region to cut out');
  if ((text('keep_aspect_ratio_policy') ?? 'stretch') !== 'stretch') refuse('a ratio of sides that is kept');
  const unit = Array.from({ length: from * from }, (_, i) => Number(i % (from + 1) === 0));
  const attributes: Attributes = {
    coordinate_transformation_mode: { text: transformation },
    mode: { text: text('mode') ?? 'nearest' },
    nearest_mode: { text: text('nearest_mode') ?? 'round_prefer_floor' },
    cubic_coeff_a: { float: float('cubic_coeff_a', -0.75) },
    exclude_outside: int('exclude_outside', 0),
    // Older sets do not have it.
    ...(int('antialias', 0) === 1 && { antialias: 1 }),
  };
  const wanted =
    scale === undefined
      ? [undefined, math.list([1, 1, to, from])]
      : [math.recorder.constant('float32', [1, 1, scale, 1], [4]) as Fixed];
  const rows = math.numbers(dy, unit, [1, 1, from, from]);
  const resized = math.node('Resize', [rows, undefined, ...wanted], [1, 1, to, from], attributes);
  return math.reshape(resized, [to, from]);
}

/** `Mᵀ dy` along an axis. */
function alongAxis(math: GraphMath, dy: Fixed, axis: number, matrix: Fixed): Fixed {
  const [to = 1, from = 1] = matrix.dims;
  const size = (dims: readonly number[]): number => dims.reduce((n, m) => n * m, 1);
  const [front, behind] = [dy.dims.slice(0, axis), dy.dims.slice(axis + 1)];
  const result = [...front, from, ...behind];
  if (behind.length === 0) {
    return math.reshape(math.matMul(math.reshape(dy, [size(front), to]), matrix), result);
  }
  const parts = math.reshape(dy, [size(front), to, size(behind)]);
  return math.reshape(math.matMul(math.swap(matrix), parts), result);
}
