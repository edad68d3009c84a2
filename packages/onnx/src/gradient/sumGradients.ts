import type { Fixed, GraphMath } from './graphMath.ts';
import type { Gradient, Part } from './rule.ts';

/**
 * The sum of all gradients that reach a value of the given shape. Parts that lie side by side are put together first: query,
 * key and value of an attention then cost one Concat, not three paddings and two sums.
 */
export function sumGradients(
  math: GraphMath,
  gradients: readonly Gradient[],
  dims: readonly number[],
): Fixed {
  const whole = gradients.filter((one): one is Fixed => !('axis' in one));
  const parts = gradients.filter((one): one is Part => 'axis' in one);
  const axes = [...new Set(parts.map(({ axis }) => axis))];
  const joined = axes.flatMap((axis) =>
    rowsOf(parts.filter((part) => part.axis === axis)).map((row) => joinRow(math, row, dims)),
  );
  return [...whole, ...joined].reduce((sum, one) => math.add(sum, one));
}

/** Parts in rows, so that each begins where the one before it ends. */
function rowsOf(parts: readonly Part[]): readonly (readonly Part[])[] {
  const rows: Part[][] = [];
  for (const part of parts.toSorted((a, b) => a.start - b.start)) {
    const row = rows.find((one) => end(one.at(-1)!) === part.start);
    if (row === undefined) rows.push([part]);
    else row.push(part);
  }
  return rows;
}

function end({ axis, start, value }: Part): number {
  return start + value.dims[axis]!;
}

function joinRow(math: GraphMath, row: readonly Part[], dims: readonly number[]): Fixed {
  const [first, last] = [row[0]!, row.at(-1)!];
  const { axis } = first;
  const length = end(last) - first.start;
  const joined =
    row.length === 1
      ? first.value
      : math.node(
          'Concat',
          row.map(({ value }) => value),
          dims.map((dim, i) => (i === axis ? length : dim)),
          { axis },
        );
  const zeros = (count: number): readonly number[] => dims.map((_, i) => (i === axis ? count : 0));
  return math.pad(joined, zeros(first.start), zeros(dims[axis]! - end(last)));
}
