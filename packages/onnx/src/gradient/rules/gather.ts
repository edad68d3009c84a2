import type { Fixed, GraphMath } from '../graphMath.ts';
import { axisOf, type Gradient, type Rule } from '../rule.ts';

/** Rows of an axis, chosen by their numbers: `dx` is the sum of `dy` over all places that chose a row, else 0. */
export const gather: Rule = ({ x, dy, int, known, opset, math, refuse }) => [
  () => {
    const axis = axisOf(int('axis', 0), x(0));
    const { dims } = x(0);
    const chosen = known(1)?.map((row) => (row < 0 ? row + dims[axis]! : row));
    const count = x(1).dims.reduce((n, m) => n * m, 1);
    const flat = math.reshape(dy, [...dims.slice(0, axis), count, ...dims.slice(axis + 1)]);
    if (chosen !== undefined) return backToRows(math, flat, axis, chosen, dims[axis]!);
    if (axis !== 0) refuse(`rows of axis ${axis} that depend on the input of a run`);
    if (opset < 16) refuse(`rows that depend on the input of a run, before operator set 16`);
    const zeros = math.expand(math.number(dy, 0), dims);
    const rows = math.reshape(x(1), [count, 1]);
    return math.node('ScatterND', [zeros, rows, flat], dims, { reduction: { text: 'add' } });
  },
];

/** The gradient of an axis of which known rows were taken. */
export function backToRows(
  math: GraphMath,
  dy: Fixed,
  axis: number,
  rows: readonly number[],
  length: number,
): Gradient {
  const [first = 0] = rows;
  if (rows.every((row, i) => row === first + i)) return { axis, start: first, value: dy };
  // Each row of this matrix has a 1 where the row came from.
  const places = rows.flatMap((row) => Array.from({ length }, (_, i) => Number(i === row)));
  const rank = dy.dims.length;
  const last = dy.dims.map((_, i) => (i === axis ? rank - 1 : i === rank - 1 ? axis : i));
  const turned = math.transpose(dy, last);
  const summed = math.matMul(
    rank === 1 ? math.reshape(turned, [1, rows.length]) : turned,
    math.numbers(dy, places, [rows.length, length]),
  );
  return math.transpose(rank === 1 ? math.reshape(summed, [length]) : summed, last);
}
